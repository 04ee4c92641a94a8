import type { Rule, RuleId } from '../recommendation.js';
import { clinicianReview } from './clinician-review.js';
import { missedController } from './missed-controller.js';
import { redZone } from './red-zone.js';
import { relieverOveruse } from './reliever-overuse.js';
import { repeatBlow } from './repeat-blow.js';
import { technique } from './technique.js';
import { yellowZone } from './yellow-zone.js';

/** Every rule, the most urgent first. */
export const RULES: readonly Rule[] = [
  redZone,
  yellowZone,
  repeatBlow,
  relieverOveruse,
  missedController,
  technique,
  clinicianReview,
];

/** The rule of that id. */
export function ruleOf(id: RuleId): Rule {
  return RULES.find((rule) => rule.id === id)!;
}
