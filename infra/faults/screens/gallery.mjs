/** The screens of a round: some that nobody disturbs, some that read slowly, and crowds that come all at once. */
import { pause } from '../line/kept-process.mjs';
import { openScreen } from './screen.mjs';

const SLOW_SCREENS = 4;
const CROWD_COMES_TWICE = 2;
const CROWD_ANSWERED_WITHIN_MS = 20_000;

/** @typedef {ReturnType<typeof openGallery>} Gallery */

/**
 * @param {{ line: import('../line/line.mjs').Line, people: readonly import('../plan/cohort.mjs').Person[] }} options
 */
export function openGallery({ line, people }) {
  const patientIds = people.map(({ patientId }) => patientId);
  const token = line.tokens.clinician;
  const throughProxy = (proxy) => `http://127.0.0.1:${proxy.port}`;
  /** @type {import('./screen.mjs').Screen[]} */
  const screens = line.apis.flatMap(({ links }, index) => [
    openScreen({
      name: `ward ${index + 1}`,
      url: throughProxy(links.screens),
      token,
      patientIds: [],
      watchesWard: true,
    }),
    openScreen({
      name: `patients ${index + 1}`,
      url: throughProxy(links.screens),
      token,
      patientIds,
      watchesWard: true,
    }),
    openScreen({
      name: `one patient ${index + 1}`,
      url: throughProxy(links.screens),
      token,
      patientIds: patientIds.slice(0, 1),
      watchesWard: false,
    }),
  ]);
  /** Opened when alarms may have come already. */
  const cameLate = new Set();
  /** What crowds have asked and were not told. */
  const unanswered = [];

  return {
    screens,
    unanswered,
    /** What each screen was told, for the verdict on alarms. @returns {import('../verdict/alarms.mjs').AlarmWitness[]} */
    witnesses: () =>
      screens.map((screen) => ({ ...screen, wasThroughout: screen.wasThroughout && !cameLate.has(screen) })),
    get isReady() {
      return screens.every((screen) => screen.isConnected && screen.isAnswered);
    },
    /** Opens screens behind the slow link. */
    addSlow: () => {
      for (let number = 1; number <= SLOW_SCREENS; number++) {
        const { links } = line.apis[number % line.apis.length];
        const url = throughProxy(links.slowScreens);
        const screen = openScreen({
          name: `slow ${number}`,
          url,
          token,
          patientIds: patientIds.slice(0, 2),
          watchesWard: true,
        });
        screens.push(screen);
        cameLate.add(screen);
      }
    },
    /** Many come at once, leave at once, and come again; each must get its answer. @param {number} size @param {number} stayMs */
    crowd: async (size, stayMs) => {
      for (let time = 1; time <= CROWD_COMES_TWICE; time++) {
        const crowd = Array.from({ length: size }, (_none, index) =>
          openScreen({
            name: `crowd ${time}.${index}`,
            url: line.apis[index % line.apis.length].url,
            token,
            patientIds: [patientIds[index % patientIds.length]],
            watchesWard: true,
          }),
        );
        await pause(stayMs);
        const until = Date.now() + CROWD_ANSWERED_WITHIN_MS;
        const isLast = time === CROWD_COMES_TWICE;
        while (isLast && Date.now() < until && !crowd.every((screen) => screen.isAnswered)) await pause(50);
        if (isLast) unanswered.push(...crowd.filter((screen) => !screen.isAnswered).map(({ name }) => name));
        for (const screen of crowd) screen.close();
      }
    },
    close: () => screens.forEach((screen) => screen.close()),
  };
}
