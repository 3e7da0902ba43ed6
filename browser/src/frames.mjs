// Turns answers of Prometheus into data frames, the shape that its data source hands to a panel.
import { FieldType } from '#grafana';

/**
 * The frames of a panel's answers, as plain objects.
 *
 * Time series: a frame each, whose value field carries labels and a name from `legendFormat`. A
 * table: a frame of a column for each label. A heatmap: a frame of a field for each bucket, which
 * is no longer cumulative.
 */
export function framesOf(answers) {
  const tables = new Set(
    answers.filter((each) => each.target.format === 'table').map((each) => each.refId),
  );
  return answers.flatMap((answer) => {
    const series = seriesOf(answer.response);
    switch (answer.target.format) {
      case 'table':
        return [tableFrame(answer, series, tables.size > 1)];
      case 'heatmap':
        return heatmapFrames(answer, series);
      default:
        return series.map((each) => seriesFrame(answer, each));
    }
  });
}

/** The name of a series: its legend, or where that is empty what tells it from the others. */
export function legendOf(target, expr, labels) {
  const format = target.legendFormat;
  if (format && format !== '__auto') {
    return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => labels[label] ?? '');
  }
  if (format === '__auto' && Object.keys(labels).length) {
    return undefined;
  }
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([name, value]) => `${name}="${value}"`);
  return `${metric}${pairs.length ? `{${pairs.join(', ')}}` : ''}` || expr;
}

const numberOf = (text) => {
  const special = { '+Inf': Infinity, '-Inf': -Infinity };
  return special[text] ?? Number(text);
};
const timeOf = (seconds) => Math.round(seconds * 1000);

function seriesOf({ resultType, result }) {
  switch (resultType) {
    case 'matrix':
      return result.map(({ metric, values }) => ({ labels: metric, points: values }));
    case 'vector':
      return result.map(({ metric, value }) => ({ labels: metric, points: [value] }));
    case 'scalar':
      return [{ labels: {}, points: [result] }];
    default:
      throw new Error(`${resultType}: no panel shows such a result`);
  }
}

function timeField(points, step) {
  return {
    name: 'Time',
    type: FieldType.time,
    config: step ? { interval: step * 1000 } : {},
    values: points.map(([time]) => timeOf(time)),
  };
}

function seriesFrame({ refId, expr, kind, step, target }, { labels, points }) {
  const legend = legendOf(target, expr, labels);
  const value = {
    name: 'Value',
    type: FieldType.number,
    labels,
    config: legend === undefined ? {} : { displayNameFromDS: legend },
    values: points.map(([, text]) => numberOf(text)),
  };
  const time = timeField(points, kind === 'range' ? step : 0);
  return { refId, name: legend, fields: [time, value], length: points.length };
}

function tableFrame({ refId }, series, several) {
  const rows = series.flatMap(({ labels, points }) => points.map((point) => ({ labels, point })));
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels).sort()))];
  const columns = names.map((name) => ({
    name,
    type: name === 'le' ? FieldType.number : FieldType.string,
    config: { filterable: true },
    values: rows.map(({ labels }) => (name === 'le' ? numberOf(labels.le) : (labels[name] ?? ''))),
  }));
  const value = {
    name: several ? `Value #${refId}` : 'Value',
    type: FieldType.number,
    config: {},
    values: rows.map(({ point }) => numberOf(point[1])),
  };
  const time = timeField(rows.map(({ point }) => point));
  return { refId, fields: [time, ...columns, value], length: rows.length };
}

function heatmapFrames({ refId, step }, series) {
  const buckets = series
    .map(({ labels, points }) => ({ limit: labels.le, points: new Map(points) }))
    .sort((one, other) => numberOf(one.limit) - numberOf(other.limit));
  if (!buckets.length) {
    return [];
  }
  const times = [...new Set(buckets.flatMap(({ points }) => [...points.keys()]))].sort(
    (a, b) => a - b,
  );
  const totals = buckets.map(({ points }) =>
    times.map((time) => numberOf(points.get(time) ?? '0')),
  );
  const fields = buckets.map(({ limit }, index) => ({
    name: limit,
    type: FieldType.number,
    labels: { le: limit },
    config: { displayNameFromDS: limit },
    // Rates of neighbouring buckets are taken apart, which may go below nothing by a rounding.
    values: totals[index].map((total, at) => Math.max(total - (totals[index - 1]?.[at] ?? 0), 0)),
  }));
  const time = timeField(
    times.map((each) => [each]),
    step,
  );
  return [
    { refId, meta: { type: 'heatmap-rows' }, fields: [time, ...fields], length: times.length },
  ];
}
