// The site that the page comes from: files of this folder, and not one byte from a network.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ORIGIN = 'http://dashboards.test';
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const WEIGHTS = ['400', '500'];
const FOLDERS = {
  '/dist/': 'dist',
  '/fonts/': 'node_modules/@fontsource',
  '/grafana/fonts/inter/': 'node_modules/@fontsource/inter/files',
  '/uplot/': 'node_modules/uplot/dist',
  '/grafana/build/': 'node_modules/@grafana/ui/dist/public',
};
// Grafana's styles ask for files of its own server by these names.
const RENAMED = {
  'Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  'Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
};
const STYLES = [
  ...WEIGHTS.map((weight) => `/fonts/noto-sans-sc/${weight}.css`),
  '/uplot/uPlot.min.css',
  '/dist/app.css',
];
// Grafana gives the fields of a form and the page around its own look; a picture needs none.
const PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>dashboard</title>
<link rel="icon" href="data:,">
${STYLES.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<style>body { margin: 0; overflow: visible; } ::-webkit-scrollbar { display: none; }</style>
<div id="styles"></div>
<div id="dashboard"></div>
<script>window.__grafana_public_path__ = '/grafana/';</script>
<script type="module" src="/dist/app.js"></script>
`;

/** Opens the site in a new page; `faults` gathers all that it logs as wrong. */
export async function open(browser, faults) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => faults.push(`the page breaks: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warn', 'assert'].includes(message.type())) {
      faults.push(`the page logs: ${message.text()}`);
    }
  });
  await page.setRequestInterception(true);
  page.on('request', (request) => void answer(request, faults));
  await page.goto(ORIGIN, { waitUntil: 'load' });
  return page;
}

async function answer(request, faults) {
  const { origin, pathname, protocol } = new URL(request.url());
  if (protocol === 'data:' || protocol === 'blob:') {
    return request.continue();
  }
  try {
    return await request.respond(await fileOf(origin, decodeURIComponent(pathname)));
  } catch {
    faults.push(`the page asks for ${request.url()}`);
    return request.respond({ status: 404, body: '' });
  }
}

async function fileOf(origin, path) {
  if (origin === ORIGIN && path === '/') {
    return { contentType: TYPES['.html'], body: PAGE };
  }
  const [prefix, folder] = Object.entries(FOLDERS).find(
    ([start]) => origin === ORIGIN && path.startsWith(start),
  );
  const name = path.slice(prefix.length);
  const file = normalize(join(ROOT, folder, RENAMED[name] ?? name));
  return {
    contentType: TYPES[extname(file)] ?? 'application/octet-stream',
    body: await readFile(file),
  };
}
