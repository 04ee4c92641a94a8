/**
 * Every code that a reason of a recommendation can carry, with the names of its values. The texts live in the message catalogue of the
 * web app, keyed by code; a test there checks that each code has one. None of them tells anyone to take another drug or dose, names a
 * diagnosis, or says that the patient is safe.
 */
export const REASON_VALUES = {
  // why a rule spoke
  'controller-doses-missed': ['sharePercent', 'days'],
  'controller-never-pressed': ['localDate'],
  'technique-failed': ['failed', 'judged'],
  'inhaled-too-softly': ['flowLitresPerMinute', 'neededLitresPerMinute'],
  'not-shaken': [],
  'session-not-repeatable': ['blows'],
  'session-poor-quality': ['grade'],
  'unverified-low-blow': ['percentOfBest'],
  'reliever-puffs-24h': ['puffs', 'limit'],
  'unknown-dosing-puffs-24h': ['puffs', 'limit'],
  'reliever-pace': ['canistersPerYear', 'limit'],
  'zone-lung-function': ['percentOfBest', 'limitPercent', 'measuredAtMs'],
  'zone-after-reliever': ['percentOfBest', 'measuredAtMs'],
  'zone-red-flag': ['flag', 'localDate'],
  'zone-reliever-use': ['puffs'],
  'zone-night-waking': ['localDate'],
  'zone-activity-limited': ['localDate'],
  'zone-cold': ['localDate'],
  'zone-data-stale': [],
  'risk-high': ['within7DaysPercent', 'thresholdPercent', 'days'],
  'risk-contribution': ['feature', 'logOdds'],
  'adherence-low-14d': ['sharePercent', 'days'],
  'control-score-low': ['instrument', 'score'],
  'red-blow-told-late': ['percentOfBest', 'measuredAtMs'],
  'danger-sign-told-late': ['flag', 'localDate'],
  'best-below-declared': ['confirmedLitresPerMinute', 'declaredLitresPerMinute', 'days'],
  // what showed that it worked
  'controller-taken': ['doses'],
  'technique-improved': ['failed', 'judged'],
  'blow-repeated': ['blows'],
  'reliever-use-fell': ['puffs'],
  'zone-back-to-green': [],
  'zone-left-red': ['zone'],
  'review-cause-gone': [],
  // steps of its life
  'no-answer': [],
  'no-effect-seen': [],
  'reason-gone': [],
  'overridden-by-red-zone': [],
  'superseded-by-newer-red': [],
  'superseded-by-newer': [],
  'red-zone-declined-escalated': [],
  'red-zone-unanswered-escalated': [],
  note: ['text'],
} as const satisfies Record<string, readonly string[]>;

export type ReasonCode = keyof typeof REASON_VALUES;

export const REASON_CODES = Object.keys(REASON_VALUES) as readonly ReasonCode[];

type ValuesOf<C extends ReasonCode> = { readonly [name in (typeof REASON_VALUES)[C][number]]: number | string };

/** A reason with exactly the values that its code has. */
export function reason<C extends ReasonCode>(code: C, values: ValuesOf<C>): { code: C; values: ValuesOf<C> } {
  return { code, values };
}
