import type { ReplayCommand } from '@airway-twin/contracts/replay';

/** How a part of the console gives a command. */
export interface Steer {
  readonly busy: boolean;
  readonly send: (command: ReplayCommand) => void;
}
