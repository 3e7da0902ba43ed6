// Puts values in the place of $variables, as Grafana does before it queries.

const REFERENCE = /\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]/g;

const escapeRegex = (text) => String(text).replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
// A backslash of a regular expression needs another one within a string of PromQL.
const escapeMatcher = (text) => String(text).replace(/[\\^$*+?.()|[\]{}]/g, '\\\\$&');
const list = (value) => (Array.isArray(value) ? value : [value]);

const alternatives = (escape) => (value) => {
  const escaped = list(value).map(escape);
  return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
};

const FORMATS = {
  raw: (value) => list(value).join(','),
  csv: (value) => list(value).join(','),
  text: (value) => list(value).join(' + '),
  pipe: (value) => list(value).join('|'),
  glob: (value) =>
    Array.isArray(value) && value.length > 1 ? `{${value.join(',')}}` : String(value),
  regex: alternatives(escapeRegex),
  promql: alternatives(escapeMatcher),
};

/** The values of the dashboard's variables: what `chosen` says, or what the dashboard stores. */
export function variablesOf(dashboard, chosen = {}) {
  const values = new Map();
  for (const variable of dashboard.templating?.list ?? []) {
    values.set(variable.name, valueOf(variable, chosen[variable.name]));
  }
  return values;
}

/**
 * The text with its references replaced; an unknown one stays, which Prometheus then refuses.
 *
 * `format` is what a reference without a format of its own gets.
 */
export function interpolate(text, values, format = 'glob') {
  return text.replace(REFERENCE, (whole, braced, own, bare, square, squareFormat) => {
    const name = braced ?? bare ?? square;
    if (!values.has(name)) {
      return whole;
    }
    const { value, raw } = values.get(name);
    if (raw !== undefined) {
      return raw;
    }
    const render = FORMATS[own ?? squareFormat ?? format];
    if (!render) {
      throw new Error(`${whole}: no such format of a variable`);
    }
    return render(value);
  });
}

/** A value to be rendered as a reference asks, or one that goes in `raw`. */
function valueOf({ current, multi, includeAll, allValue, options = [] }, chosen) {
  const value = chosen ?? current?.value ?? '';
  if (![].concat(value).includes('$__all')) {
    return multi || includeAll ? { value } : { value, raw: String(value) };
  }
  if (allValue) {
    return { value, raw: allValue };
  }
  return { value: options.map((each) => each.value).filter((each) => each !== '$__all') };
}
