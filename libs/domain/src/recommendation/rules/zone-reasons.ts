import type { Reason, RuleContext } from '../recommendation.js';
import { reason } from '../reason-codes.js';

/** The reasons of the zone in the words of the recommendation. Reasons that only say what is unknown are left out; stale is said. */
export function zoneReasons({ view, profile }: RuleContext): Reason[] {
  const { greenFromPercent, redBelowPercent } = profile.actionPlan;
  const limitPercent = view.zone.value === 'red' ? redBelowPercent : greenFromPercent;
  const reasons: Reason[] = [];
  for (const each of view.zone.reasons) {
    switch (each.code) {
      case 'lung-function':
        if (each.percentOfBest < greenFromPercent) {
          const { percentOfBest, atMs: measuredAtMs } = each;
          reasons.push(reason('zone-lung-function', { percentOfBest, limitPercent, measuredAtMs }));
        }
        break;
      case 'after-reliever':
        reasons.push(reason('zone-after-reliever', { percentOfBest: each.percentOfBest, measuredAtMs: each.atMs }));
        break;
      case 'unverified-low-blow':
        reasons.push(reason('unverified-low-blow', { percentOfBest: each.percentOfBest }));
        break;
      case 'red-flag':
        reasons.push(reason('zone-red-flag', { flag: each.flag, localDate: each.localDate }));
        break;
      case 'reliever-use':
        reasons.push(reason('zone-reliever-use', { puffs: each.puffs24h }));
        break;
      case 'night-waking':
        reasons.push(reason('zone-night-waking', { localDate: each.localDate }));
        break;
      case 'activity-limited':
        reasons.push(reason('zone-activity-limited', { localDate: each.localDate }));
        break;
      case 'cold':
        reasons.push(reason('zone-cold', { localDate: each.localDate }));
        break;
      case 'no-recent-lung-function':
      case 'no-personal-best':
        break;
    }
  }
  if (view.zone.stale) reasons.push(reason('zone-data-stale', {}));
  return reasons;
}
