import { RISK_FEATURES, type Risk, type RiskBand, type RiskContribution } from '@airway-twin/domain/risk';
import type { Speech } from './speech.js';

/** Above this the model's figures run to extremes, and "97 in 100" would claim a precision that it does not have; percent. */
const SHOWN_TO_PERCENT = 50;

/** So many in a hundred, or "more than 50": without the words "in 100". */
export function riskCountText({ say, number }: Speech, percent: number, decimals = 0): string {
  return percent > SHOWN_TO_PERCENT ? say('risk.moreThan', { count: SHOWN_TO_PERCENT }) : number(percent, decimals);
}

/** A probability as "N in 100", at most "more than 50 in 100"; below one in a hundred it says so instead of a false zero. */
export function riskShareText(speech: Speech, probability: number): string {
  const percent = probability * 100;
  if (percent < 1) return speech.say('risk.fewerThanOne');
  return speech.say('risk.inHundred', { count: riskCountText(speech, percent) });
}

/** The 7-day risk as a natural frequency, in a sentence of its own. */
export function riskSentence({ say }: Speech, within7Days: number): string {
  const percent = within7Days * 100;
  if (percent < 1) return say('risk.ofWeeksFewer');
  if (percent > SHOWN_TO_PERCENT) return say('risk.ofWeeksMore', { count: SHOWN_TO_PERCENT });
  return say('risk.ofWeeks', { count: Math.round(percent) });
}

/** The 80 % band of the 7-day risk, rounded as the risk itself is. */
export function riskBandText(speech: Speech, { low, high }: RiskBand): string {
  const [from, to] = [low, high].map((probability) =>
    probability * 100 < 1 ? speech.say('risk.fewerThan') : riskCountText(speech, probability * 100),
  ) as [string, string];
  return from === to ? speech.say('risk.bandSame', { count: from }) : speech.say('risk.band', { low: from, high: to });
}

/** How to read an estimate: that most people have no attack may be said only where it is so. */
export function riskCautionText({ say }: Speech, within7Days: number): string {
  const percent = within7Days * 100;
  if (percent < 1) return `${say('risk.caution')} ${say('risk.lowSaysNothing')}`;
  return `${say('risk.caution')} ${say(percent < SHOWN_TO_PERCENT ? 'risk.mostHaveNone' : 'risk.readAsHigh')}`;
}

/** Why there is no score: by its code where the catalogue knows it, else as the server said it. */
export function riskReasonText({ say, knows }: Speech, reason: string | null): string {
  if (reason === null) return say('risk.noScore');
  const key = `risk.reason.${reason}`;
  return knows(key) ? say(key) : say('risk.unavailable', { reason });
}

/** The unscored kinds of a risk in words. */
export function riskMissingText(speech: Speech, risk: Exclude<Risk, { kind: 'scored' }>): string {
  if (risk.kind === 'unavailable') return riskReasonText(speech, risk.reason);
  const missing = risk.missing.map((feature) => featureName(speech, feature));
  return speech.say('risk.notEnough', { missing: missing.join(', ') || '—' });
}

/** The name of a feature in words; one that the catalogue does not know yet is shown by its own name. */
export function featureName({ say, knows }: Speech, feature: string): string {
  const key = `feature.${feature}`;
  return knows(key) ? say(key) : say('feature.other', { name: feature });
}

/** A feature's value in its own unit: shares as percentages, flags as yes or no. */
export function featureValue({ say, number, share }: Speech, feature: string, value: number | null): string {
  if (value === null) return say('feature.notKnown');
  // The twin's estimates stand as numbers from 0 to 1 everywhere else, too.
  if (/Estimate|inflammationRise|BandWidth/.test(feature)) return number(value, 2);
  switch (RISK_FEATURES.find(({ name }) => name === feature)?.unit) {
    case '1':
      return share(value);
    case '%':
      return say('unit.percent', { value: number(value) });
    case '0|1':
      return say(value > 0.5 ? 'answer.yes' : 'answer.no');
    case '%/d':
      return say('unit.percentPerDay', { value: number(value, 1) });
    case 'SD':
      return say('unit.deviations', { value: number(value, 1) });
    case 'puff/d':
      return say('unit.puffsPerDay', { value: number(value, 1) });
    case 'ug/m3':
      return say('unit.microgramsPerM3', { value: number(value, 1) });
    case 'd':
      return say('unit.days', { value: number(value, 1) });
    case 'a':
      return say('profile.years', { years: number(value) });
    case 'L/min':
      return say('unit.litresPerMinute', { value: number(value) });
    default:
      return number(value, 2);
  }
}

/** Which way a contribution moves the risk; too small to matter is its own answer. */
export function contributionWay({ logOdds }: Pick<RiskContribution, 'logOdds'>): 'raises' | 'lowers' | 'same' {
  if (Math.abs(logOdds) < 0.005) return 'same';
  return logOdds > 0 ? 'raises' : 'lowers';
}
