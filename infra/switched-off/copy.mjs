/** A copy of what is committed, for as long as the program runs: what is switched off is switched off there, never in the tree itself. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../bootstrap/workspace.mjs';

const OWN_SCOPE = '@airway-twin';
/** Packages that npm could not lift to the top because two projects want different versions. */
const PROJECTS_WITH_PACKAGES = ['apps/api', 'apps/web', 'simulators', 'infra/model'];

/** A clone of HEAD with the installed packages. @returns {{ folder: string, remove: () => void }} */
export function copyOfHead() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'airway-twin-switched-off-')));
  execFileSync('git', ['clone', '--quiet', '--shared', ROOT, folder], { stdio: 'inherit' });
  linkPackages(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Every installed package by a link of its own; the product's are those of the copy. @param {string} folder */
function linkPackages(folder) {
  const [from, to] = [join(ROOT, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, OWN_SCOPE), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== OWN_SCOPE && (!name.startsWith('.') || name === '.bin')) link(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, OWN_SCOPE))) {
    const project = relative(realpathSync(ROOT), realpathSync(join(from, OWN_SCOPE, name)));
    link(join(folder, project), join(to, OWN_SCOPE, name));
  }
  for (const project of PROJECTS_WITH_PACKAGES) {
    const own = join(ROOT, project, 'node_modules');
    if (existsSync(own)) link(own, join(folder, project, 'node_modules'));
  }
}

/** @param {string} target @param {string} path */
function link(target, path) {
  // Windows lets everyone make junctions, and not everyone links; elsewhere the kind is ignored.
  symlinkSync(target, path, 'junction');
}
