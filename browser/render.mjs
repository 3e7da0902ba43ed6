// Reads a job as JSON from standard input, draws the dashboard in Chromium and prints what it sees.
//
// The job is that of src/collect.mjs; with `picture` the path of a PNG to write. The result has the
// `faults` of the page, and for each panel its texts, colours and what is painted.
import { json } from 'node:stream/consumers';
import { launch } from './src/chromium.mjs';
import { collect } from './src/collect.mjs';
import { open } from './src/site.mjs';

const SHARPNESS = 1.25;

const job = await json(process.stdin);
const { panels, values, width } = await collect(job);
const drawn = {
  title: job.dashboard.title,
  panels: panels.map(({ panel, place, frames, error }) => ({ panel, place, frames, error })),
  values: [...values],
  range: job.range,
  width,
};

const faults = [];
const browser = await launch();
try {
  const page = await open(browser, faults);
  await page.setViewport({
    width: width + 32,
    height: 1000,
    deviceScaleFactor: job.sharpness ?? SHARPNESS,
  });
  const seen = await page.evaluate((what) => window.draw(what), drawn);
  if (job.picture) {
    const canvas = await page.$('#canvas');
    await canvas.screenshot({ path: job.picture });
  }
  process.stdout.write(JSON.stringify({ faults, panels: seen, browser: await browser.version() }));
} catch (error) {
  throw new Error(['the dashboard is not drawn', ...faults].join('\n  '), { cause: error });
} finally {
  await browser.close();
}
