// What a panel asks of Prometheus: its targets with every macro and variable replaced.
import { rangeUtil } from '#grafana';
import { interpolate } from './variables.mjs';

const SECOND = 1000;
// Grafana asks for no more points than Prometheus gives for one series.
const MOST_POINTS = 11000;

/**
 * The requests of a panel, in the order of its targets.
 *
 * `range` has `from` and `to` in milliseconds; `scrape` is the scrape interval of the data
 * source, in seconds; `values` are those of the variables; `width` is that of the panel in pixels.
 */
export function requestsOf(panel, { range, scrape, values, width }) {
  return (panel.targets ?? [])
    .filter((target) => !target.hide && target.expr)
    .flatMap((target) => kindsOf(target).map((kind) => ({ target, kind })))
    .map(({ target, kind }) => {
      const points = panel.maxDataPoints ?? width;
      const step = stepOf(range, points, target.interval || panel.interval, scrape);
      const known = new Map([...values, ...macros(range, step, scrape)]);
      const expr = interpolate(target.expr, known, 'promql');
      return { refId: target.refId, kind, step, expr, target };
    });
}

/** The macros of a query; `step` and `scrape` are in seconds. */
export function macros(range, step, scrape) {
  const rate = Math.max(step + scrape, 4 * scrape);
  const span = Math.round((range.to - range.from) / SECOND);
  const raw = {
    __auto: `${step}s`,
    __interval: `${step}s`,
    __interval_ms: String(step * SECOND),
    __rate_interval: `${rate}s`,
    __rate_interval_ms: String(rate * SECOND),
    __range: `${span}s`,
    __range_s: String(span),
    __range_ms: String(range.to - range.from),
  };
  return Object.entries(raw).map(([name, text]) => [name, { raw: text }]);
}

function kindsOf(target) {
  const kinds = [target.range && 'range', target.instant && 'instant'].filter(Boolean);
  return kinds.length ? kinds : ['range'];
}

function stepOf(range, points, least, scrape) {
  const floor = least ? rangeUtil.intervalToMs(least.replace(/^>/, '')) : scrape * SECOND;
  const wanted = rangeUtil.roundInterval((range.to - range.from) / Math.max(points, 1));
  const safe = rangeUtil.roundInterval((range.to - range.from) / MOST_POINTS);
  return Math.max(floor, wanted, safe) / SECOND;
}
