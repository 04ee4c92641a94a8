import { pause } from '../line/kept-process.mjs';
import { randomFrom } from '../plan/seeded-random.mjs';
import { DATABASE_FAULTS } from './database.mjs';
import { MODEL_FAULTS } from './model.mjs';
import { NETWORK_FAULTS } from './network.mjs';
import { PROCESS_FAULTS } from './processes.mjs';

/**
 * What a fault works upon.
 * @typedef {{ line: import('../line/line.mjs').Line, fleet: import('../devices/fleet.mjs').Fleet,
 *   gallery: import('../screens/gallery.mjs').Gallery, random: import('../plan/seeded-random.mjs').SeededRandom }} Scene
 *
 * Makes the fault, lets it last and takes it back.
 * @typedef {(scene: Scene, fault: import('../plan/schedule.mjs').Fault) => Promise<void>} Injection
 */

/** @type {Record<string, Injection>} */
const SCENE_FAULTS = {
  'device-reboot': async ({ fleet }, { forMs }) => {
    await fleet.cutPower();
    await pause(forMs);
    await fleet.cutPower();
  },
  'slow-screens': async ({ line, gallery }, { forMs, bytesPerSecond }) => {
    for (const { links } of line.apis)
      links.slowScreens.setMode({ kind: 'slow', bytesPerSecond: Number(bytesPerSecond) });
    gallery.addSlow();
    await pause(forMs);
    for (const { links } of line.apis) links.slowScreens.setMode({ kind: 'pass' });
  },
  'screen-storm': async ({ gallery }, { forMs, screens }) => gallery.crowd(Number(screens), forMs),
  'screens-cut': async ({ line }, { forMs }) => {
    for (const { links } of line.apis) links.screens.setMode({ kind: 'refuse' });
    await pause(forMs);
    for (const { links } of line.apis) links.screens.setMode({ kind: 'pass' });
  },
};

/** Those that the story and the ways of the devices bring about by themselves. */
const IN_THE_STORY = new Set([
  'duplicates',
  'reordered',
  'late',
  'clock-skew',
  'clock-back',
  'daylight-saving',
  'corrupt',
  'twin-ids',
]);

/** @type {Record<string, Injection>} */
const INJECTIONS = { ...PROCESS_FAULTS, ...DATABASE_FAULTS, ...NETWORK_FAULTS, ...MODEL_FAULTS, ...SCENE_FAULTS };

/** Is there something that makes this kind of fault? @param {string} kind */
export const canInject = (kind) => IN_THE_STORY.has(kind) || Object.hasOwn(INJECTIONS, kind);

/**
 * Makes all faults of a round at their times; resolves when the last is taken back.
 * @param {Omit<Scene, 'random'>} scene @param {import('../plan/schedule.mjs').RoundPlan} plan
 * @returns {Promise<{ notMade: string[], lastEndedAtMs: number }>} `notMade`: faults that another one kept from being made, and why
 */
export async function injectAll(scene, plan) {
  const notMade = [];
  let lastEndedAtMs = Date.now();
  await Promise.all(
    plan.faults.map(async (fault) => {
      if (IN_THE_STORY.has(fault.kind)) return;
      await pause(fault.atMs);
      const random = randomFrom(plan.seed, plan.number, 'inject', fault.kind);
      try {
        await INJECTIONS[fault.kind]({ ...scene, random }, fault);
      } catch (error) {
        notMade.push(`${fault.kind}: ${error.message}`);
      }
      lastEndedAtMs = Math.max(lastEndedAtMs, Date.now());
    }),
  );
  return { notMade, lastEndedAtMs };
}
