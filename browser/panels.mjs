// Reads a job as JSON from standard input and prints what each panel would show, without a browser.
//
// The job is that of src/collect.mjs; `probes` has values by id of a panel to try on its fields.
import { json } from 'node:stream/consumers';
import { collect } from './src/collect.mjs';
import { reportOf } from './src/report.mjs';

const job = await json(process.stdin);
const { panels, values } = await collect(job);
const shown = panels.filter(({ panel }) => panel.type !== 'row');
const reports = shown.map((each) => reportOf(each, values, job.probes?.[each.panel.id]));
process.stdout.write(JSON.stringify({ panels: await Promise.all(reports) }));
