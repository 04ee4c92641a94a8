import { ENTRY_SCHEMA, type SymptomsDayEntry } from '@airway-twin/contracts/http';
import type { RedFlag, SymptomTrigger } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { localDate } from '@airway-twin/domain/time';

/** What the form holds. `null`: not answered, and sent as such. */
export interface SymptomDraft {
  readonly nightWaking: boolean | null;
  readonly daySymptoms: boolean | null;
  readonly activityLimited: boolean | null;
  readonly puffs: PuffAnswer | null;
  readonly controllerTaken: SymptomsDayEntry['controllerTaken'];
  readonly triggers: readonly SymptomTrigger[];
  readonly redFlags: readonly RedFlag[];
}

export const EMPTY_DRAFT: SymptomDraft = {
  nightWaking: null,
  daySymptoms: null,
  activityLimited: null,
  puffs: null,
  controllerTaken: null,
  triggers: [],
  redFlags: [],
};

/** Answers to "how many puffs": intervals, as a person remembers them. */
export const PUFF_ANSWERS = {
  none: { atLeast: 0, atMost: 0 },
  few: { atLeast: 1, atMost: 2 },
  some: { atLeast: 3, atMost: 4 },
  many: { atLeast: 5, atMost: 8 },
  most: { atLeast: 9, atMost: null },
} as const;
export type PuffAnswer = keyof typeof PUFF_ANSWERS;

/**
 * The danger signs that were told for that day and stand. An entry takes the place of the day's earlier one: what is not in it any more is
 * over, so it begins with them.
 */
export function standingRedFlags(
  day: string,
  twin: { readonly reasons: TwinView['zone']['reasons']; readonly revision: number },
  written: WrittenFlags | null,
): readonly RedFlag[] {
  if (written !== null && written.day === day && twin.revision < written.revision) return written.redFlags;
  return twin.reasons.flatMap((each) => (each.code === 'red-flag' && each.localDate === day ? [each.flag] : []));
}

/** Danger signs that were written down, and the twin's revision that has them: the one that is shown may be older. */
export interface WrittenFlags {
  readonly revision: number;
  readonly day: string;
  readonly redFlags: readonly RedFlag[];
}

/** Is there anything to send? */
export function hasAnswer(draft: SymptomDraft): boolean {
  return Object.values(draft).some((value) => (Array.isArray(value) ? value.length > 0 : value !== null));
}

interface DiaryNow {
  readonly wallNowMs: number;
  /** Where the twin stands: the diary of a replayed record belongs to the record's own day. */
  readonly twinAtMs: number;
}

interface EntryAt extends DiaryNow {
  /** Made once for one entry: sending it again changes nothing. */
  readonly entryId: string;
}

/** The day that a diary entry is for: a living patient's is today in their zone, a replayed record's the day it has reached. */
export function diaryDay(
  profile: Pick<PatientProfile, 'clock' | 'timeZone'>,
  { wallNowMs, twinAtMs }: DiaryNow,
): string {
  return localDate(profile.clock === 'data' ? twinAtMs : wallNowMs, profile.timeZone);
}

/** The diary entry that a draft stands for. */
export function symptomEntryOf(
  draft: SymptomDraft,
  profile: Pick<PatientProfile, 'clock' | 'timeZone'>,
  { entryId, wallNowMs, twinAtMs }: EntryAt,
): SymptomsDayEntry {
  const { puffs, triggers, redFlags, ...answers } = draft;
  return {
    schema: ENTRY_SCHEMA.day,
    entryId,
    // Of now the server knows the time better than a phone, whose clock may be wrong.
    ...(profile.clock === 'data' && { measuredAt: new Date(twinAtMs).toISOString() }),
    localDate: diaryDay(profile, { wallNowMs, twinAtMs }),
    ...answers,
    relieverPuffs: puffs === null ? null : { ...PUFF_ANSWERS[puffs] },
    triggers: [...triggers],
    redFlags: [...redFlags],
  };
}

/** A new name for an entry, random, 32 hexadecimal digits. */
export function newEntryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
