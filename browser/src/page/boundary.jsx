// Keeps a panel that breaks from taking the others along, and says that it broke.
import { Component } from 'react';

export class Boundary extends Component {
  state = { broken: undefined };

  static getDerivedStateFromError(broken) {
    return { broken };
  }

  render() {
    const { broken } = this.state;
    return broken ? <div data-broken={broken.message}>{broken.message}</div> : this.props.children;
  }
}
