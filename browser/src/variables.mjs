// Puts values in the place of $variables, as Grafana does before it queries.

const REFERENCE = /\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]/g;

const LABEL_VALUES = /^label_values\((.+),\s*(\w+)\)$/;
const ALL = '$__all';

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

/**
 * The values of the dashboard's variables: what `chosen` says, or what the dashboard stores.
 *
 * `look(selector, label)` resolves to the values that a label has; it is asked what "All" is where
 * the dashboard does not say it.
 */
export async function variablesOf(dashboard, chosen, look) {
  const values = new Map();
  // One after the other: a variable may narrow those that follow.
  for (const variable of dashboard.templating?.list ?? []) {
    values.set(variable.name, await valueOf(variable, chosen[variable.name], values, look));
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
async function valueOf(variable, chosen, values, look) {
  const { current, multi, includeAll, allValue } = variable;
  const value = chosen ?? current?.value ?? '';
  if (![].concat(value).includes(ALL)) {
    return multi || includeAll ? { value } : { value, raw: String(value) };
  }
  return allValue ? { value, raw: allValue } : { value: await everything(variable, values, look) };
}

async function everything({ query, options = [] }, values, look) {
  const [, selector, label] = LABEL_VALUES.exec(query?.query ?? query ?? '') ?? [];
  if (label) {
    return look(interpolate(selector, values, 'promql'), label);
  }
  return options.map((each) => each.value).filter((each) => each !== ALL);
}
