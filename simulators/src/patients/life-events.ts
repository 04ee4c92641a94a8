import type { SymptomEntry } from '@airway-twin/contracts/http';
import type { DeviceStream } from '@airway-twin/contracts/mqtt';
import type { NumberedPayload } from '@airway-twin/device/client';

/** A device message without `sentAt`, which only the sending knows. */
export type UnsentPayload<S extends DeviceStream = DeviceStream> = NumberedPayload<S>;

/** One message of one device, in the order of the story. */
export interface DeviceMessage {
  readonly kind: 'message';
  readonly atMs: number;
  readonly site: string;
  readonly deviceId: string;
  readonly stream: DeviceStream;
  readonly payload: UnsentPayload;
}

/** One entry that the person makes in the app. */
export interface DiaryEntry {
  readonly kind: 'symptom';
  readonly atMs: number;
  readonly patientId: string;
  readonly entry: SymptomEntry;
}

export type LifeEvent = DeviceMessage | DiaryEntry;

/** What happens to a person beside their usual life: a scenario's plot, or what they do when asked. */
export type Intervention =
  | { readonly kind: 'cold'; readonly atMs: number; readonly strength: number }
  | { readonly kind: 'adherence'; readonly fromMs: number; readonly toMs: number; readonly share: number }
  | { readonly kind: 'technique'; readonly fromMs: number; readonly toMs: number; readonly technique: number }
  | { readonly kind: 'pollution'; readonly fromMs: number; readonly toMs: number; readonly factor: number }
  | { readonly kind: 'reliever'; readonly atMs: number; readonly puffs: number }
  | { readonly kind: 'extra-blow'; readonly atMs: number }
  | { readonly kind: 'extra-dose'; readonly atMs: number };

/** The hidden truth of one hour; leaves the simulator only into a file that an engineer asks for. */
export interface HourOfTruth {
  readonly patientId: string;
  readonly atMs: number;
  /** Natural logarithm by which a perfect FEV1 falls short of the person's own without constriction and swelling. */
  readonly narrowing: number;
  /** What a perfect blow at that instant would give, L. */
  readonly fev1Litres: number;
  /** C as it is and C without the reliever, I: each 0…1 in the twin's meaning, means over the segments. */
  readonly constriction: number;
  readonly constrictionUnmasked: number;
  readonly inflammation: number;
  readonly virusLoad: number;
  readonly relieverEffect: number;
  readonly attack: boolean;
}
