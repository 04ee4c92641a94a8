import { deviceCommand, type DesiredRequest, type DeviceReported } from '@airway-twin/contracts/mqtt';
import { NOTHING_DESIRED, desire, isStillDesired, reportOf, shown } from './desired-state.js';

export interface DesireSettings {
  readonly bootId: string;
  /** Epoch ms of the calendar, for reports. */
  readonly wallNowMs: () => number;
  /** The device's own clock, epoch ms: what requests expire by. */
  readonly deviceNowMs: () => number;
  readonly showDelayMs: () => number;
  readonly onShown: (request: DesiredRequest) => void;
  readonly report: (report: DeviceReported) => void;
}

/** Keeps what is desired of a device, shows it to its person after a while and reports that. */
export interface DesireKeeper {
  /** Reads a command. False: it does not follow the contract. */
  read(command: unknown): boolean;
  stop(): void;
}

export function keepDesires(settings: DesireSettings): DesireKeeper {
  const { bootId, wallNowMs, deviceNowMs } = settings;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let desired = NOTHING_DESIRED;

  const report = (): void => settings.report(reportOf(desired, bootId, wallNowMs()));

  const show = (request: DesiredRequest): void => {
    if (!isStillDesired(desired, request.recommendationId, deviceNowMs())) return;
    desired = shown(desired, request.recommendationId, deviceNowMs());
    report();
    settings.onShown(request);
  };

  return {
    read(value) {
      const command = deviceCommand.safeParse(value);
      if (!command.success) return false;
      const heldBefore = desired.desiredVersion;
      const next = desire(desired, command.data, deviceNowMs());
      desired = next.state;
      if (desired.desiredVersion !== heldBefore && next.toShow.length === 0) report();
      for (const request of next.toShow) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          show(request);
        }, settings.showDelayMs());
        timers.add(timer);
      }
      return true;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
