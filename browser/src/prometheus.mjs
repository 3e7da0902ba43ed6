// Asks a real Prometheus over HTTP.

const PATIENCE = 20_000;

/** The answers to the requests of a panel; an answer that is an error is thrown with its words. */
export function ask(url, requests, range) {
  return Promise.all(
    requests.map(async (request) => ({
      ...request,
      response: await answer(url, request, range),
    })),
  );
}

/** The values that a label has on the series of a selector, in order. */
export function labelValues(url, selector, label, { from, to }) {
  const times = { start: String(from / 1000), end: String(to / 1000) };
  const form = new URLSearchParams({ 'match[]': selector, ...times });
  return send(`${url}/api/v1/label/${label}/values?${form}`, { method: 'GET' }, selector);
}

function answer(url, { kind, expr, step }, range) {
  const body = new URLSearchParams({ query: expr, ...times(kind, step, range) });
  const path = kind === 'range' ? 'query_range' : 'query';
  return send(`${url}/api/v1/${path}`, { method: 'POST', body }, expr);
}

async function send(address, options, expr) {
  const reply = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  const { status, data, error } = await reply.json();
  if (status !== 'success') {
    throw new Error(`Prometheus refuses ${expr}: ${error}`);
  }
  return data;
}

/** Both ends lie on multiples of the step, so that a reload moves no point. */
function times(kind, step, { from, to }) {
  if (kind === 'instant') {
    return { time: String(to / 1000) };
  }
  const aligned = (time) => Math.floor(time / 1000 / step) * step;
  return { start: String(aligned(from)), end: String(aligned(to)), step: String(step) };
}
