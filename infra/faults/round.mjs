/** One round: people, screens and devices of its own on a running line, its faults, and the verdict when all has become quiet. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openFleet } from './devices/fleet.mjs';
import { injectAll } from './inject/inject.mjs';
import { request } from './line/api.mjs';
import { pause } from './line/kept-process.mjs';
import { SET_UP_WITHIN_MS, SITE } from './line/line.mjs';
import { connectTo } from './line/store.mjs';
import { peopleOf, prefixOf, registryOf } from './plan/cohort.mjs';
import { isRedBlow } from './plan/story.mjs';
import { openGallery } from './screens/gallery.mjs';
import { judgeAlarms } from './verdict/alarms.mjs';
import { freshTwins, shownBy, storedAlarms, storedMessages } from './verdict/evidence.mjs';
import { judgeDamaged, judgeMessages } from './verdict/messages.mjs';
import { judgeProcesses } from './verdict/processes.mjs';
import { judgeViews } from './verdict/twins.mjs';

const READY_WITHIN_MS = 20_000;
/** Longest time after faults and traffic until all must be as if there had been none. */
const CONVERGED_WITHIN_MS = 40_000;
const LOOK_EVERY_MS = 100;

/**
 * @typedef {{ plan: import('./plan/schedule.mjs').RoundPlan, messages: number, receipted: number, lost: string[], doubled: string[],
 *   missedAlarms: string[], problems: string[], notMade: string[], recoveryMs: number, tookMs: number, peakMegabytes: number }} RoundResult
 */

/** @param {import('./line/line.mjs').Line} line @param {import('./plan/schedule.mjs').RoundPlan} plan @returns {Promise<RoundResult>} */
export async function runRound(line, plan) {
  const from = Date.now();
  const people = peopleOf(SITE, plan.number);
  const exitsBefore = line.processes.map((each) => each.exits.length);
  const credentials = await register(line, people);
  const gallery = openGallery({ line, people });
  const url = `mqtt://127.0.0.1:${line.devices.port}`;
  const folder = join(line.folder, `devices-${plan.number}`);
  const fleet = await openFleet({ url, site: SITE, folder, plan, people, credentials });
  try {
    await until(() => gallery.isReady, READY_WITHIN_MS);
    const [{ notMade, lastEndedAtMs }] = await Promise.all([injectAll({ line, fleet, gallery }, plan), fleet.play()]);
    const quietFromMs = Math.max(Date.now(), lastEndedAtMs);
    const client = await connectTo(line.databaseUrl);
    try {
      const look = () => judge({ line, plan, people, fleet, gallery, client, exitsBefore });
      let found = await look();
      const isRight = () => fleet.held === 0 && isClean(found);
      const isSettled = async () => {
        // Looking costs the line something: only when no device holds anything back any more.
        if (fleet.held > 0) return false;
        found = await look();
        // What is doubled stays so.
        return isRight() || found.doubled.length > 0;
      };
      if (!isRight()) await until(isSettled, CONVERGED_WITHIN_MS);
      const recoveryMs = Date.now() - quietFromMs;
      if (!isRight()) found = await look();
      const peakMegabytes = Math.max(...line.apis.map((api) => api.process.peakMegabytes));
      const ownTime = { recoveryMs, tookMs: Date.now() - from, peakMegabytes };
      return { plan, messages: fleet.ledger().length, notMade, ...found, ...ownTime };
    } finally {
      await client.end();
    }
  } finally {
    gallery.close();
    await fleet.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A round that could not be carried through, which is no good round.
 * @param {import('./plan/schedule.mjs').RoundPlan} plan @param {unknown} error @param {number} tookMs @returns {RoundResult}
 */
export function brokenRound(plan, error, tookMs) {
  const problems = [`the round could not be carried through: ${error instanceof Error ? error.stack : error}`];
  const nothing = { messages: 0, receipted: 0, lost: [], doubled: [], missedAlarms: [], notMade: [] };
  return { plan, ...nothing, problems, recoveryMs: 0, tookMs, peakMegabytes: 0 };
}

/** Everyone of the round is known to API and broker. */
async function register(line, people) {
  const body = registryOf(SITE, people);
  await line.broker.admit(body.devices.map(({ deviceId }) => deviceId));
  const answer = await request(line.apis[0].url, {
    route: 'registry',
    method: 'PUT',
    body,
    token: line.tokens.engineer,
    withinMs: SET_UP_WITHIN_MS,
  });
  return answer.credentials;
}

/** All that is wrong now. */
async function judge({ line, plan, people, fleet, gallery, client, exitsBefore }) {
  const has = (...kinds) => plan.faults.some(({ kind }) => kinds.includes(kind));
  const patientIds = people.map(({ patientId }) => patientId);
  const fresh = await freshTwins(client, people);
  const processes = await Promise.all(
    line.apis.map(async (api) => ({
      name: api.process.name,
      patientIds,
      shown: await shownBy(api, line.tokens.clinician, patientIds),
    })),
  );
  const { stored, keptSha256 } = await storedMessages(client, prefixOf(plan.number));
  const { receipted, lost, doubled, problems } = judgeMessages({ ledger: fleet.ledger(), stored });
  const alarms = judgeAlarms({
    redPatientIds: people.filter((person) => isRed(person, fleet.ledger())).map(({ patientId }) => patientId),
    stored: await storedAlarms(client, patientIds),
    screens: gallery.witnesses(),
  });
  const brokerWasKilled = has('broker-killed', 'broker-and-api-killed');
  const storeWasAway = has(
    'database-stopped',
    'connections-taken',
    'table-locked',
    'link-cut',
    'link-half-open',
    'link-slow',
  );
  return {
    receipted,
    lost,
    doubled: [...doubled, ...alarms.doubled],
    missedAlarms: alarms.missed,
    problems: [
      ...problems,
      ...judgeDamaged({ damaged: fleet.damaged, keptSha256, brokerWasKilled }),
      ...judgeViews({ fresh, viewers: [...processes, ...gallery.screens] }),
      ...gallery.unanswered.map((name) => `${name}: was never answered`),
      ...judgeProcesses({
        processes: line.processes.map((each, index) => lifeSince(each, exitsBefore[index])),
        storeWasAway,
      }),
    ],
  };
}

/** A device whose power is gone measures nothing: whose red blow fell into that has not become red. */
function isRed({ devices }, ledger) {
  return ledger.some(
    ({ deviceId, stream, data, isSure }) => isSure && deviceId === devices.meter && isRedBlow(stream, data),
  );
}

function lifeSince({ name, exits, peakMegabytes, isUp }, from) {
  return { name, exits: exits.slice(from), peakMegabytes, isUp };
}

/** @param {Pick<RoundResult, 'lost' | 'doubled' | 'missedAlarms' | 'problems'>} found */
export function isClean({ lost, doubled, missedAlarms, problems }) {
  return lost.length + doubled.length + missedAlarms.length + problems.length === 0;
}

/** @param {() => boolean | Promise<boolean>} holds @param {number} withinMs whether or not it came to hold */
async function until(holds, withinMs) {
  const end = Date.now() + withinMs;
  while (Date.now() < end && !(await holds())) await pause(LOOK_EVERY_MS);
}
