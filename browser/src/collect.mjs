// Brings together what a dashboard shows: the requests of each panel, the answers, the frames.
import { framesOf } from './frames.mjs';
import { panelsOf, placesOf } from './layout.mjs';
import { ask, labelValues } from './prometheus.mjs';
import { requestsOf } from './queries.mjs';
import { variablesOf } from './variables.mjs';

const WIDTH = 1600;
const SCRAPE = 15;
const METRICS = 'prometheus';

/**
 * The panels of a job, each with `frames` or the `error` of its queries, and the variables.
 *
 * The job has a `dashboard` and a `range` (`from` and `to` in milliseconds); its data come from the
 * Prometheus at `prometheus`, or for a panel in `answers` (by id, then by refId) from there.
 * Optional: `variables` by name, `scrape` in seconds, `width` in pixels.
 */
export async function collect(job) {
  const look = (selector, label) => labelValues(job.prometheus, selector, label, job.range);
  const values = await variablesOf(job.dashboard, job.variables ?? {}, look);
  const width = job.width ?? WIDTH;
  const panels = panelsOf(job.dashboard);
  const places = placesOf(panels, width);
  const context = { range: job.range, scrape: job.scrape ?? SCRAPE, values };
  const filled = panels.map((panel, at) => fill(panel, places[at], job, context));
  return { width, values, panels: await Promise.all(filled) };
}

async function fill(panel, place, job, context) {
  try {
    const answers = await answersOf(panel, job, { ...context, width: place.width });
    return { panel, place, answers, frames: framesOf(answers) };
  } catch (error) {
    return { panel, place, answers: [], frames: [], error: error.message };
  }
}

function answersOf(panel, job, context) {
  const { [panel.id]: prepared } = job.answers ?? {};
  const asks = panel.datasource?.type === METRICS || prepared;
  const requests = asks ? requestsOf(panel, context) : [];
  if (!prepared) {
    return ask(job.prometheus, requests, job.range);
  }
  return requests.map((request) => {
    if (!prepared[request.refId]) {
      throw new Error(`the job has no answer to ${request.refId}`);
    }
    return { ...request, response: prepared[request.refId] };
  });
}
