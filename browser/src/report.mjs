// Says as plain JSON what a panel shows, for tests to look at.
import {
  FieldType,
  formattedValueToString,
  getActiveThreshold,
  getFieldDisplayName,
  getFieldSeriesColor,
} from '#grafana';
import { faultsOf, matchesOf } from './faults.mjs';
import { THEME, displayedValues, preparedFrames, stagesOf } from './panel.mjs';

const OF_SINGLE_VALUES = new Set(['stat', 'gauge', 'bargauge', 'piechart']);

/** What `collect` found of one panel, and what Grafana's libraries make of it. */
export async function reportOf({ panel, answers, frames, error }, values, probes = []) {
  const { id, type, title } = panel;
  const queries = answers.map(({ target: _, ...query }) => query);
  const report = { id, type, title, queries, faults: faultsOf(panel), error };
  try {
    const stages = await stagesOf(panel, frames, values);
    const prepared = await preparedFrames(panel, frames, values);
    const single = OF_SINGLE_VALUES.has(type) ? displayedValues(panel, prepared, values) : [];
    return {
      ...report,
      stages,
      frames: prepared.map((frame) => frameReport(frame, prepared, probes)),
      overrides: matchesOf(panel, prepared),
      displays: single.map(({ display }) => displayReport(display)),
    };
  } catch (broken) {
    return {
      ...report,
      error: error ?? broken.message,
      stages: [],
      frames: [],
      overrides: [],
      displays: [],
    };
  }
}

function frameReport(frame, frames, probes) {
  return {
    refId: frame.refId,
    length: frame.length,
    fields: frame.fields.map((field) => fieldReport(field, frame, frames, probes)),
  };
}

function fieldReport(field, frame, frames, probes) {
  const { name, type, labels = {}, config, values } = field;
  return {
    name,
    displayName: getFieldDisplayName(field, frame, frames),
    type,
    labels,
    config,
    values,
    color: getFieldSeriesColor(field, THEME).color,
    texts: values.map((value) => formattedValueToString(field.display(value))),
    probes: type === FieldType.number ? probes.map((value) => probeReport(field, value)) : [],
  };
}

/** What the field would show for a value, and the colour of the threshold that the value is at. */
function probeReport(field, value) {
  const step = getActiveThreshold(value, field.config.thresholds?.steps);
  return {
    ...displayReport(field.display(value)),
    value,
    step: THEME.visualization.getColorByName(step.color),
  };
}

function displayReport(display) {
  const { title = '', text, numeric, color } = display;
  return { title, text: formattedValueToString(display), bare: text, numeric, color };
}
