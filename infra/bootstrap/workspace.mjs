import { fileURLToPath } from 'node:url';

/** The root folder of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** What is built, in the terms of nx, with the folder of each. */
export const BUILT_PROJECTS = {
  domain: 'libs/domain',
  contracts: 'libs/contracts',
  device: 'libs/device',
  avatar: 'libs/avatar',
  api: 'apps/api',
  web: 'apps/web',
  simulators: 'simulators',
  model: 'infra/model',
};

/** The programs of the product once they are built, from the root. */
export const PROGRAM = {
  api: 'apps/api/dist/main.js',
  account: 'apps/api/dist/account-cli.js',
  simulators: 'simulators/dist/main.js',
  model: 'infra/model/dist/main.js',
  bench: 'infra/bench/bench.mjs',
  faults: 'infra/faults/faults.mjs',
  switchedOff: 'infra/switched-off/switched-off.mjs',
  screenshots: 'infra/bootstrap/screenshots.mjs',
  broker: 'infra/broker/broker.mjs',
};

/**
 * How Node runs the API. Each message leaves some kilobytes of garbage that live for one commit: in the 16 MB that are usual for the young
 * they are copied again and again, in 64 MB most are gone by then.
 */
export const API_NODE_ARGUMENTS = ['--max-semi-space-size=64'];

const OLDEST_NODE = [20, 19];

/**
 * What is wrong with this Node, or null.
 * @param {string} version e.g. `20.19.0`
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isEnough
    ? null
    : `Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${version}: see https://nodejs.org`;
}
