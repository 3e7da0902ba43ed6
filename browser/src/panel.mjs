// Leads the frames of a panel through what Grafana does before it draws them.
import {
  applyFieldOverrides,
  createTheme,
  getFieldDisplayName,
  getFieldDisplayValues,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
} from '#grafana';
import { interpolate } from './variables.mjs';
import { fieldOptions } from './registries.mjs';

const TIME_ZONE = 'utc';

/** Grafana's dark theme, which writes Chinese in a font that the page has. */
export const THEME = createTheme({
  colors: { mode: 'dark' },
  typography: { fontFamily: "'Inter', 'Noto Sans SC', sans-serif" },
});

/** Resolves to the frames as the panel draws them: transformed, with fields that can display. */
export async function preparedFrames(panel, frames, values) {
  const transformed = await transform(panel.transformations ?? [], frames.map(toDataFrame), values);
  return applyFieldOverrides({
    data: transformed,
    fieldConfig: asLoaded(panel.fieldConfig),
    fieldConfigRegistry: fieldOptions(panel),
    replaceVariables: replacing(values),
    theme: THEME,
    timeZone: TIME_ZONE,
  });
}

/** The names of all fields before the first transformation and after each. */
export async function stagesOf(panel, frames, values) {
  const { transformations = [] } = panel;
  const counts = [...transformations.keys(), transformations.length];
  return Promise.all(
    counts.map(async (count) => {
      const data = frames.map((frame) => toDataFrame(structuredClone(frame)));
      const done = await transform(transformations.slice(0, count), data, values);
      return done.map((frame) =>
        frame.fields.map((field) => getFieldDisplayName(field, frame, done)),
      );
    }),
  );
}

/** What a panel of single values shows: a display with text, unit and colour for each value. */
export function displayedValues(panel, frames, values) {
  return getFieldDisplayValues({
    data: frames,
    fieldConfig: asLoaded(panel.fieldConfig),
    reduceOptions: { calcs: ['lastNotNull'], values: false, ...panel.options?.reduceOptions },
    replaceVariables: replacing(values),
    sparkline: (panel.options?.graphMode ?? 'none') !== 'none',
    theme: THEME,
    timeZone: TIME_ZONE,
  });
}

/** What puts variables, and names of fields and series, into texts of a panel. */
export function replacing(values) {
  return (text, scoped = {}) => {
    const { field, frame } = scoped.__dataContext?.value ?? {};
    const known = new Map(values);
    Object.entries(scoped).forEach(([name, { value }]) => known.set(name, { value }));
    return interpolate(withFields(text, field, frame), known);
  };
}

/**
 * The configuration as Grafana reads it: JSON has no -Infinity, so null stands for it.
 *
 * Copied, for applying it writes into it.
 */
export function asLoaded(fieldConfig) {
  const { defaults = {}, overrides = [] } = structuredClone(fieldConfig ?? {});
  restoreBase(defaults.thresholds);
  overrides
    .flatMap((rule) => rule.properties)
    .filter(({ id }) => id === 'thresholds')
    .forEach(({ value }) => restoreBase(value));
  return { defaults, overrides };
}

function restoreBase(thresholds) {
  for (const step of thresholds?.steps ?? []) {
    step.value = step.value === null ? -Infinity : step.value;
  }
}

function transform(transformations, frames, values) {
  const unknown = transformations.find(({ id }) => !standardTransformersRegistry.getIfExists(id));
  if (unknown) {
    throw new Error(`${unknown.id}: @grafana/data knows no such transformation`);
  }
  const context = { interpolate: replacing(values) };
  return new Promise((resolve, reject) => {
    transformDataFrame(transformations, frames, context).subscribe({
      next: resolve,
      error: reject,
    });
  });
}

function withFields(text, field, frame) {
  return text
    .replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label) => field?.labels?.[label] ?? '')
    .replace(/\$\{__field\.name\}/g, () => field?.name ?? '')
    .replace(/\$\{__series\.name\}/g, () => frame?.name ?? '');
}
