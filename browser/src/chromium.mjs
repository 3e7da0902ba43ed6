// Finds a Chromium that starts: one that a person installed, or the one of an npm package.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import puppeteer from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PACKAGE = '@sparticuz/chromium';
const ARCHIVES = ['al2023.tar', 'fonts.tar', 'swiftshader.tar'];
const ROOT = join(import.meta.dirname, '..');
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];
const ANSWERS_WITHIN = 20_000;
// Pictures and texts are the same wherever they are made.
const PLACE = { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US', LC_ALL: 'en_US.UTF-8', TZ: 'UTC' };
// All that it shows is made here, and it asks nothing of any network.
const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

const run = promisify(execFile);

/**
 * Starts the first Chromium that is found, or throws with what was tried.
 *
 * It and its folder are gone when this process ends, by a signal too.
 */
export async function launch() {
  const { path, environment } = await chromium();
  const folder = await mkdtemp(join(tmpdir(), 'tcmon-chromium-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  let browser;
  SIGNALS.forEach((name) =>
    process.once(name, async () => {
      await killed(browser?.process());
      process.exit(128 + constants.signals[name]);
    }),
  );
  browser = await puppeteer.launch({
    executablePath: path,
    // What it makes outside of its profile goes with it.
    env: { ...environment, ...PLACE, TMPDIR: folder },
    args: OPTIONS,
    headless: 'shell',
    userDataDir: folder,
    // Where this process is killed the pipe breaks, and Chromium ends as well.
    pipe: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return browser;
}

/** Ends Chromium with all that it has started, and waits: as long as it lives it makes files. */
async function killed(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

/** The path, the version and the environment of the first one that answers. */
export async function chromium() {
  const tried = [];
  for (const candidate of [...installed(), carried]) {
    try {
      const found = await candidate();
      const { stdout } = await run(found.path, ['--version'], {
        env: found.environment,
        timeout: ANSWERS_WITHIN,
      });
      return { ...found, version: stdout.trim() };
    } catch (error) {
      tried.push(error.message.trim().split('\n').at(-1));
    }
  }
  throw new Error(['no Chromium starts here; what was tried:', ...tried].join('\n  '));
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.filter(existsSync).map((path) => async () => ({ path, environment: process.env }));
}

/** The one of the npm package, unpacked once, with the libraries and the font that come with it. */
async function carried() {
  const parts = join(ROOT, 'node_modules', PACKAGE);
  const { version } = JSON.parse(await readFile(join(parts, 'package.json'), 'utf8'));
  const folder = join(ROOT, '.chromium', version);
  if (!existsSync(folder)) {
    await unpack(join(parts, 'bin'), folder);
  }
  const environment = {
    ...process.env,
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    LD_LIBRARY_PATH: join(folder, 'lib'),
  };
  return { path: join(folder, 'chromium'), environment };
}

// Renamed at the end, so that a run that is interrupted leaves no half of it behind.
async function unpack(source, target) {
  const fresh = `${target}.new-${process.pid}`;
  await mkdir(fresh, { recursive: true });
  for (const name of ARCHIVES) {
    await inflate(join(source, `${name}.br`), join(fresh, name));
    await run('tar', ['-x', '-f', name, '--no-same-owner'], { cwd: fresh });
    await rm(join(fresh, name));
  }
  await inflate(join(source, 'chromium.br'), join(fresh, 'chromium'));
  await chmod(join(fresh, 'chromium'), 0o755);
  await writeFile(join(fresh, 'fonts.conf'), fontsConf(target));
  await rename(fresh, target);
}

async function inflate(source, target) {
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(target));
}

const fontsConf = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`;
