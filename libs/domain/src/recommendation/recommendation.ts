import type { PatientProfile } from '../patient/profile.js';
import type { AlertDecision } from '../risk/alert-budget.js';
import type { Risk } from '../risk/risk.js';
import type { TwinState } from '../twin/state.js';
import type { TwinView } from '../twin/view.js';

export const RULE_IDS = [
  'missed-controller',
  'technique',
  'repeat-blow',
  'reliever-overuse',
  'yellow-zone',
  'red-zone',
  'clinician-review',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

export type Audience = 'patient' | 'clinician';

/**
 * proposed → (approved) → sent → seen → acknowledged | declined | expired → effect-observed. `rejected`: a clinician said no.
 * `withdrawn`: the reason is gone before anyone answered, or a newer one took its place.
 */
export type RecommendationStatus =
  | 'proposed'
  | 'approved'
  | 'rejected'
  | 'sent'
  | 'seen'
  | 'acknowledged'
  | 'declined'
  | 'expired'
  | 'withdrawn'
  | 'effect-observed';

/** A fact that made the rule fire, or that closed the recommendation. The texts live in the message catalogue, keyed by `code`. */
export interface Reason {
  readonly code: string;
  readonly values: { readonly [name: string]: number | string };
}

/** What a device is asked to show: never a change of drug or dose. */
export type DeviceRequest = 'remind-controller' | 'request-blow';

/** What a rule says when its condition holds. */
export interface RuleOutcome {
  readonly reasons: readonly Reason[];
  /** A budget of its own, or news that no other has told, has let it through: `quietForMs` does not hold it back. */
  readonly budgeted?: boolean;
}

/** All that a rule may look at. A rule that reads `risk` or `riskAlert` must not be a zone rule (see the lint-like test in this folder). */
export interface RuleContext {
  readonly profile: PatientProfile;
  readonly state: TwinState;
  readonly view: TwinView;
  readonly risk: Risk;
  /** What the alert budget makes of the risk: it is put before a clinician only when it lasts and the budget bears it. */
  readonly riskAlert?: AlertDecision;
  /** What this patient was told before, as far back as the longest `quietForMs`. Absent: not known. */
  readonly told?: readonly Recommendation[];
  readonly nowMs: number;
}

/** A rule is data with two pure functions: when to speak, and what shows that it worked. */
export interface Rule {
  readonly id: RuleId;
  readonly version: number;
  readonly audience: Audience;
  readonly needsApproval: boolean;
  readonly urgency: 'routine' | 'soon' | 'now';
  readonly expiresAfterMs: number;
  /** No second one of this rule within this time after the last was answered or expired; 0: no limit. */
  readonly quietForMs: number;
  readonly deviceRequest: DeviceRequest | null;
  /** Where the rule comes from. */
  readonly source: string;
  readonly when: (context: RuleContext) => RuleOutcome | null;
  /** Reasons that show the effect measured from the devices themselves; null while there is none. */
  readonly effect: (context: RuleContext, recommendation: Recommendation) => readonly Reason[] | null;
  /** Is what it speaks of going on now? Data that come late tell of the past: they make no new one, and an open one stays. Absent: yes. */
  readonly isPresent?: (context: RuleContext) => boolean;
  /** Does what is seen now go beyond what the open one told, so that a new one takes its place? Absent: never. */
  readonly isNews?: (context: RuleContext, open: Recommendation) => boolean;
}

export interface RecommendationEvent {
  readonly status: RecommendationStatus;
  readonly atMs: number;
  /** `system`, or the user who did it. */
  readonly actor: string;
  readonly reasons: readonly Reason[];
}

export interface Recommendation {
  readonly id: string;
  readonly siteId: string;
  readonly patientId: string;
  readonly ruleId: RuleId;
  readonly ruleVersion: number;
  readonly audience: Audience;
  readonly urgency: Rule['urgency'];
  readonly status: RecommendationStatus;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly reasons: readonly Reason[];
  readonly deviceRequest: DeviceRequest | null;
  /** Name, version and file hash of the risk model when the rule read a score; null for plain rules. */
  readonly modelVersion: string | null;
  /** Every step of its life, oldest first. */
  readonly events: readonly RecommendationEvent[];
}
