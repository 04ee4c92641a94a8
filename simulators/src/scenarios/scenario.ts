import type { ScenarioName } from '@airway-twin/contracts/replay';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@airway-twin/domain/time';
import type { Intervention } from '../patients/life-events.js';
import { settledInstant } from '../patients/life-hour.js';
import type { DevicePart } from '../patients/patient-spec.js';

/** What happens in a story, as data: offsets from its start. */
export interface Scenario {
  readonly name: ScenarioName;
  /** One sentence for engineers. */
  readonly tells: string;
  readonly lengthMs: number;
  readonly plot: (startMs: number) => readonly Intervention[];
  /** Devices out of range for a while; what they measured meanwhile arrives late. */
  readonly silent: readonly { readonly parts: readonly DevicePart[]; readonly fromMs: number; readonly toMs: number }[];
}

const days = (count: number): number => count * MS_PER_DAY;

export const SCENARIO: Readonly<Record<ScenarioName, Scenario>> = {
  'missed-preventer-week': {
    name: 'missed-preventer-week',
    tells: 'no preventer for a week: inflammation rises, mornings get worse, the reliever comes out more often',
    lengthMs: days(7),
    plot: (startMs) => [{ kind: 'adherence', fromMs: startMs + 1, toMs: startMs + days(7), share: 0 }],
    silent: [],
  },
  'cold-to-attack': {
    name: 'cold-to-attack',
    tells:
      'a cold on day one, half of the doses missed: a fall over days to an attack, care, and the first days of recovery',
    lengthMs: days(9),
    plot: (startMs) => [
      { kind: 'adherence', fromMs: startMs + 1, toMs: startMs + days(4), share: 0.15 },
      { kind: 'cold', atMs: startMs + 4 * MS_PER_HOUR, strength: 1.1 },
      { kind: 'cold', atMs: startMs + 30 * MS_PER_HOUR, strength: 0.7 },
      { kind: 'extra-blow', atMs: settledInstant(startMs + days(3) + 14 * MS_PER_HOUR) },
      { kind: 'extra-blow', atMs: settledInstant(startMs + days(4) + 14 * MS_PER_HOUR) },
    ],
    silent: [],
  },
  'reliever-puff-now': {
    name: 'reliever-puff-now',
    tells: 'two puffs of reliever now, and a blow ten minutes after them',
    lengthMs: 14 * MS_PER_MINUTE,
    plot: (startMs) => [
      { kind: 'reliever', atMs: startMs + MS_PER_SECOND, puffs: 2 },
      { kind: 'extra-blow', atMs: startMs + 10 * MS_PER_MINUTE },
    ],
    silent: [],
  },
  'polluted-week': {
    name: 'polluted-week',
    tells: 'five times the usual fine particles for a week: a weak effect, and only on those who are sensitive',
    lengthMs: days(7),
    plot: (startMs) => [{ kind: 'pollution', fromMs: startMs + 1, toMs: startMs + days(7), factor: 5 }],
    silent: [],
  },
  'technique-slips': {
    name: 'technique-slips',
    tells: 'every dose is taken, but hardly one is inhaled well',
    lengthMs: days(6),
    plot: (startMs) => [
      { kind: 'adherence', fromMs: startMs + 1, toMs: startMs + days(6), share: 1 },
      { kind: 'technique', fromMs: startMs + 1, toMs: startMs + days(6), technique: 0.05 },
    ],
    silent: [],
  },
  'device-goes-silent': {
    name: 'device-goes-silent',
    tells: 'the inhaler sensors fall silent for three days while the rest goes on; then all they kept arrives late',
    lengthMs: days(5),
    plot: () => [],
    silent: [{ parts: ['preventer', 'reliever', 'mart'], fromMs: days(1), toMs: days(4) }],
  },
};
