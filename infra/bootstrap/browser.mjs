/** The browser of the tests and pictures: a headless Chromium from npm, with WebGL in software unless a graphics card is asked for. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './say.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

const GRAPHICS_ARGS = {
  software: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  card: ['--enable-gpu', '--ignore-gpu-blocklist'],
};

/** What the browser needs of the system, by the start of the library's name, and the Debian package that brings it. */
const PACKAGE_OF = [
  [/^lib(nss3|nssutil3|smime3|ssl3)\./, 'libnss3'],
  [/^lib(nspr4|plc4|plds4)\./, 'libnspr4'],
  [/^libexpat\./, 'libexpat1'],
];

/**
 * How to launch the browser, e.g. with `chromium.launch` of playwright. CHROMIUM_PATH names another Chromium, for machines that the
 * one from npm does not fit (it is built for Linux on x64) and for drawing with a graphics card, which that one cannot.
 * @param {{ graphics?: 'software' | 'card' }} [options]
 * @returns {Promise<{ executablePath: string, args: string[] }>}
 * @throws when the browser cannot run here; the message says what is missing
 */
export async function browserLaunch({ graphics = 'software' } = {}) {
  const args = [...ARGS, ...GRAPHICS_ARGS[graphics]];
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (!existsSync(CHROMIUM_PATH))
      throw new Error(`CHROMIUM_PATH: expected a program, found nothing at ${CHROMIUM_PATH}`);
    return { executablePath: CHROMIUM_PATH, args };
  }
  if (graphics === 'card')
    throw new Error('CHROMIUM_PATH: expected a Chromium or Chrome that draws with the graphics card');
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'the browser from npm runs on Linux x64 only: set CHROMIUM_PATH to a Chromium or Chrome of this machine',
    );
  }
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  ensureLibraries(executablePath);
  return { executablePath, args };
}

/**
 * The shared libraries in the output of `ldd` that the system does not have.
 * @param {string} lddOutput
 * @returns {string[]}
 */
export function missingLibraries(lddOutput) {
  return [...new Set([...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]))];
}

/**
 * The Debian packages that bring these libraries, and the libraries that no known package brings.
 * @param {string[]} libraries
 */
export function packagesFor(libraries) {
  const packages = new Set();
  const unknown = [];
  for (const library of libraries) {
    const known = PACKAGE_OF.find(([pattern]) => pattern.test(library));
    if (known) packages.add(known[1]);
    else unknown.push(library);
  }
  return { packages: [...packages], unknown };
}

/** @param {string} executablePath */
function ensureLibraries(executablePath) {
  const look = () => missingLibraries(spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout ?? '');
  const missing = look();
  if (missing.length === 0) return;
  const { packages, unknown } = packagesFor(missing);
  const advice = `the browser of the tests needs ${missing.join(', ')}: apt-get install ${packages.join(' ')}`;
  if (unknown.length > 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(advice);
  say(`installing ${packages.join(', ')} for the browser of the tests`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: 'inherit', env });
  if (look().length > 0) throw new Error(advice);
}
