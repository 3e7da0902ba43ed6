// Finds what Grafana passes over in silence: ids that it does not know, thresholds that never hold.
import {
  fieldColorModeRegistry,
  fieldMatchers,
  fieldReducers,
  getValueFormatterIndex,
  standardTransformersRegistry,
} from '#grafana';
import { fieldOptions } from './registries.mjs';
import { THEME } from './panel.mjs';

const FREE_UNIT = /^(prefix|suffix|time|si|count|currency|bool):./;
const MAPPINGS = new Set(['value', 'range', 'regex', 'special']);

/** What is wrong in the JSON of a panel, whatever its data are; a sentence for each fault. */
export function faultsOf(panel) {
  try {
    return found(panel);
  } catch (error) {
    return [`the panel is not of a shape that Grafana reads: ${error.message}`];
  }
}

function found(panel) {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const properties = overrides.flatMap((rule) => rule.properties);
  const all = (id) => [
    defaults[id],
    ...properties.filter((each) => each.id === id).map((each) => each.value),
  ];
  return [
    ...(panel.transformations ?? []).flatMap(({ id }) =>
      unless(standardTransformersRegistry.getIfExists(id), `no transformation is called ${id}`),
    ),
    ...overrides.flatMap(({ matcher }) =>
      unless(fieldMatchers.getIfExists(matcher.id), `no matcher is called ${matcher.id}`),
    ),
    ...propertyFaults(panel, properties),
    ...given(all('unit')).flatMap(unitFaults),
    ...given(all('color')).flatMap(colourFaults),
    ...given(all('thresholds')).flatMap(thresholdFaults),
    ...given(all('mappings')).flatMap(mappingFaults),
    ...reducers(panel).flatMap((id) =>
      unless(fieldReducers.getIfExists(id), `no calculation is called ${id}`),
    ),
  ];
}

/** For each override the fields that it matches; `frames` are those that the panel draws. */
export function matchesOf(panel, frames) {
  return (panel.fieldConfig?.overrides ?? []).map(({ matcher, properties }) => {
    const matches = fieldMatchers.getIfExists(matcher.id)?.get(matcher.options) ?? (() => false);
    const fields = frames.flatMap((frame, at) =>
      frame.fields.flatMap((field, index) => (matches(field, frame, frames) ? [[at, index]] : [])),
    );
    return { matcher, properties, fields };
  });
}

const unless = (good, fault) => (good ? [] : [fault]);
const given = (values) => values.filter((value) => value !== undefined && value !== null);

function propertyFaults(panel, properties) {
  const known = fieldOptions(panel);
  return properties.flatMap(({ id }) =>
    unless(known.getIfExists(id), `a field has no property ${id}`),
  );
}

function unitFaults(unit) {
  const known = unit === '' || unit in getValueFormatterIndex() || FREE_UNIT.test(unit);
  return unless(known, `no unit is called ${unit}`);
}

function colourFaults({ mode, fixedColor }) {
  return [
    ...unless(fieldColorModeRegistry.getIfExists(mode), `no colour mode is called ${mode}`),
    ...(fixedColor ? nameFaults(fixedColor) : []),
  ];
}

function nameFaults(colour) {
  const known =
    typeof colour === 'string' && /^(#|rgb)/.test(THEME.visualization.getColorByName(colour));
  return unless(known, `no colour is called ${colour}`);
}

function thresholdFaults({ mode, steps }) {
  if (!Array.isArray(steps) || !steps.length) {
    return [`thresholds have ${JSON.stringify(steps)} for steps, not a list with a base`];
  }
  const [base, ...others] = steps;
  const limits = others.map(({ value }) => value);
  return [
    ...unless(['absolute', 'percentage'].includes(mode), `thresholds have no mode ${mode}`),
    ...unless(
      base.value === null,
      `the base of thresholds is ${JSON.stringify(base.value)}, not null`,
    ),
    ...unless(
      limits.every(Number.isFinite),
      `thresholds lie at ${JSON.stringify(limits)}, not at numbers`,
    ),
    ...unless(
      limits.every((limit, at) => at === 0 || limits[at - 1] < limit),
      `thresholds do not rise: ${JSON.stringify(limits)}`,
    ),
    ...steps.flatMap(({ color }) => nameFaults(color)),
  ];
}

function mappingFaults(mappings) {
  if (!Array.isArray(mappings)) {
    return [`mappings are ${JSON.stringify(mappings)}, not a list`];
  }
  return mappings.flatMap(({ type, options }) => [
    ...unless(MAPPINGS.has(type), `no mapping is of type ${type}`),
    ...results(type, options).flatMap(({ color }) => (color ? nameFaults(color) : [])),
  ]);
}

function results(type, options) {
  return type === 'value' ? Object.values(options) : given([options?.result]);
}

function reducers({ options, transformations = [] }) {
  const reduced = transformations
    .filter(({ id }) => id === 'reduce')
    .flatMap((each) => each.options?.reducers ?? []);
  return [...(options?.reduceOptions?.calcs ?? []), ...(options?.legend?.calcs ?? []), ...reduced];
}
