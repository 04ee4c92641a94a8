import type { BootAudit, NumberRange } from '@airway-twin/contracts/http';

/** What the store holds of one boot of a device. */
export interface StoredBootCounts extends Pick<
  BootAudit,
  'deviceId' | 'kind' | 'patientId' | 'bootId' | 'received' | 'stored' | 'duplicate' | 'refused' | 'lastHeardAtMs'
> {
  /** Numbers of the messages that are safely kept, lowest first, neighbours in one range. */
  readonly committed: readonly NumberRange[];
  /** How many messages the device says it has numbered; null: it has not said. */
  readonly nextSeqTold: number | null;
  readonly newest: boolean;
}

/** What a device that was heard so recently has numbered may still be on its way. */
export const UNDER_WAY_WITHIN_MS = 5 * 60_000;

/**
 * What became of each message of a boot. Only a number that the device has given and nobody has stored is missing: between the numbers
 * that arrived, and above them when the device has told so and has had time to send it.
 */
export function auditBoot({ committed, nextSeqTold, ...boot }: StoredBootCounts, nowMs: number): BootAudit {
  const highestSeq = committed.at(-1)?.toSeq ?? -1;
  const numbered = Math.max(highestSeq + 1, nextSeqTold ?? 0);
  const missing: NumberRange[] = [];
  let next = 0;
  for (const { fromSeq, toSeq } of committed) {
    if (fromSeq > next) missing.push({ fromSeq: next, toSeq: fromSeq - 1 });
    next = toSeq + 1;
  }
  const unarrived = numbered > next ? { fromSeq: next, toSeq: numbered - 1 } : null;
  const mayCome = boot.newest && nowMs - boot.lastHeardAtMs <= UNDER_WAY_WITHIN_MS;
  if (unarrived && !mayCome) missing.push(unarrived);
  return {
    ...boot,
    numbered,
    missing,
    missingCount: missing.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0),
    underWay: mayCome ? unarrived : null,
  };
}
