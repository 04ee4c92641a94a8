import { MS_PER_DAY } from '@airway-twin/domain/time';
import { SCENARIOS, type Scenario } from '@airway-twin/domain/what-if';
import type { Speech } from '../i18n/speech.js';
import { aheadText } from '../what-if/ahead-text.js';
import type { DrawnTwin } from '../avatar/drawn-twin.js';

/** How long before the shown instant the other one lies, days. */
const DAYS_BEFORE = { day: 1, week: 7, fourWeeks: 28 } as const;
export type Before = keyof typeof DAYS_BEFORE;

/** What the shown state is compared with. */
export type ComparedChoice = 'nothing' | 'now' | Before | `whatIf:${Scenario}`;

/** Everything that can be compared with: now only from the past, simulations only from now, as they start there. */
export function comparedChoices(past: boolean): readonly ComparedChoice[] {
  const times = Object.keys(DAYS_BEFORE) as Before[];
  if (past) return ['nothing', 'now', ...times];
  return ['nothing', ...times, ...SCENARIOS.map((scenario) => `whatIf:${scenario}` as const)];
}

/** The scenario of a choice; null when it is another time. */
export function scenarioOf(choice: ComparedChoice): Scenario | null {
  return SCENARIOS.find((scenario) => choice === `whatIf:${scenario}`) ?? null;
}

/** The other instant of a comparison with an earlier time, ms; null for all other comparisons. */
export function instantBefore(choice: ComparedChoice, shownAtMs: number): number | null {
  return choice in DAYS_BEFORE ? shownAtMs - DAYS_BEFORE[choice as Before] * MS_PER_DAY : null;
}

/** An answer this near to the wanted instant stands for it while a newer one is on its way, ms; another choice lies days away. */
const STANDS_FOR_MS = MS_PER_DAY / 2;

/** The answer that was asked for at `askedAtMs`, if it may stand for the wanted instant under its name; null for one of another time. */
export function standingFor<T>(
  wantedAtMs: number,
  { askedAtMs, twin }: { readonly askedAtMs: number | null; readonly twin: T | null },
): T | null {
  return askedAtMs !== null && Math.abs(askedAtMs - wantedAtMs) <= STANDS_FOR_MS ? twin : null;
}

/** How a simulated instant is named: "In 14 days, preventer as prescribed (simulated)". Always said to be simulated. */
export function simulatedLabel(speech: Speech, scenario: Scenario, aheadMs: number): string {
  return speech.say('compare.label.whatIf', scenarioValues(speech, scenario, aheadMs));
}

/** The same as a choice in a list. */
export function simulatedChoice(speech: Speech, scenario: Scenario, aheadMs: number): string {
  return speech.say('compare.choice.whatIf', scenarioValues(speech, scenario, aheadMs));
}

function scenarioValues(speech: Speech, scenario: Scenario, aheadMs: number) {
  const name = speech.say(`whatIf.scenario.${scenario}`);
  return { ahead: aheadText(speech, aheadMs), scenario: name.charAt(0).toLocaleLowerCase() + name.slice(1) };
}

/** A label on the picture, which says of an unknown state that it is not known, and of an old one that it is old. */
export function stateLabel({ say }: Pick<Speech, 'say'>, label: string, twin: DrawnTwin): string {
  if (!isKnown(twin)) return say('compare.unknown', { label });
  return twin.zone.stale ? say('compare.old', { label }) : label;
}

/** A state in figures, with how they were come by. */
export function stateFigures(
  { say, number }: Pick<Speech, 'say' | 'number'>,
  label: string,
  twin: DrawnTwin,
  kind: 'estimated' | 'simulated',
): string {
  if (!isKnown(twin)) return say('compare.figuresUnknown', { label });
  return say(twin.zone.stale ? 'compare.figuresOld' : 'compare.figures', {
    label,
    constriction: number(twin.constriction?.mid ?? 0, 2),
    inflammation: number(twin.inflammation?.mid ?? 0, 2),
    kind: say(`kind.${kind}`),
  });
}

function isKnown({ constriction, inflammation }: DrawnTwin): boolean {
  return constriction?.known === true && inflammation?.known === true;
}
