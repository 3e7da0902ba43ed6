// Bundles the page for the browser into dist/.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const here = import.meta.dirname;

await rm(`${here}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: ['src/page/app.jsx'],
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  conditions: ['browser'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  loader: { '.svg': 'file', '.ttf': 'empty', '.woff': 'empty', '.woff2': 'empty' },
  logLevel: 'warning',
});
