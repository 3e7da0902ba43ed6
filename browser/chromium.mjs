// Prints the version and the path of the Chromium that render.mjs starts, or why none does.
import { chromium } from './src/chromium.mjs';

try {
  const { version, path } = await chromium();
  process.stdout.write(`${version} (${path})\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
