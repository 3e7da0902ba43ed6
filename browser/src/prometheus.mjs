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

async function answer(url, { kind, expr, step }, range) {
  const form = new URLSearchParams({ query: expr, ...times(kind, step, range) });
  const path = kind === 'range' ? 'query_range' : 'query';
  const reply = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body: form,
    signal: AbortSignal.timeout(PATIENCE),
  });
  const body = await reply.json();
  if (body.status !== 'success') {
    throw new Error(`Prometheus refuses ${expr}: ${body.error}`);
  }
  return body.data;
}

/** Both ends lie on multiples of the step, so that a reload moves no point. */
function times(kind, step, { from, to }) {
  if (kind === 'instant') {
    return { time: String(to / 1000) };
  }
  const aligned = (time) => Math.floor(time / 1000 / step) * step;
  return { start: String(aligned(from)), end: String(aligned(to)), step: String(step) };
}
