import { deviceCommand, type DesiredRequest, type DeviceReported } from '@airway-twin/contracts/mqtt';
import type { ShownMark } from '../storage/index.js';
import { NOTHING_DESIRED, desire, isStillDesired, reportOf, shown, type DesiredState } from './desired-state.js';

export interface DesireSettings {
  readonly bootId: string;
  /** Epoch ms of the calendar, for reports. */
  readonly wallNowMs: () => number;
  /** The device's own clock, epoch ms: what requests expire by. */
  readonly deviceNowMs: () => number;
  /** What earlier starts have shown. */
  readonly shownBefore: readonly ShownMark[];
  readonly onRequest: (request: DesiredRequest, wasShown: () => boolean) => void;
  readonly report: (report: DeviceReported) => void;
}

/** Keeps what is desired of a device, hands it on to be shown, and reports what was. */
export interface DesireKeeper {
  /** Reads a command. False: it does not follow the contract. */
  read(command: unknown): boolean;
  /** What was shown, to be remembered over a restart. */
  readonly shown: readonly ShownMark[];
  stop(): void;
}

export function keepDesires(settings: DesireSettings): DesireKeeper {
  const { bootId, wallNowMs, deviceNowMs } = settings;
  const shownAtMs = new Map(settings.shownBefore.map((each) => [each.recommendationId, each.shownAtMs]));
  let desired: DesiredState = { ...NOTHING_DESIRED, shownAtMs };
  let isStopped = false;

  let reports = 0;

  const report = (): void => {
    reports += 1;
    settings.report(reportOf(desired, bootId, wallNowMs()));
  };

  const wasShown = (request: DesiredRequest): boolean => {
    if (isStopped || !isStillDesired(desired, request.recommendationId, deviceNowMs())) return false;
    desired = shown(desired, request.recommendationId, deviceNowMs());
    report();
    return true;
  };

  return {
    read(value) {
      const command = deviceCommand.safeParse(value);
      if (!command.success) return false;
      const heldBefore = desired.desiredVersion;
      const next = desire(desired, command.data, deviceNowMs());
      desired = next.state;
      const reportsBefore = reports;
      for (const request of next.toShow) settings.onRequest(request, () => wasShown(request));
      if (desired.desiredVersion !== heldBefore && reports === reportsBefore) report();
      return true;
    },
    get shown() {
      return [...desired.shownAtMs].map(([recommendationId, atMs]) => ({ recommendationId, shownAtMs: atMs }));
    },
    stop: () => void (isStopped = true),
  };
}
