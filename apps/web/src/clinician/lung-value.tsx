import type { SessionGrade, SessionReason } from '@airway-twin/domain/spirometry/quality';
import type { Measured } from '@airway-twin/domain/twin';
import { Fact, MeasuredValue } from '../elements/fact.js';
import { GradeMark } from '../elements/grade-mark.js';
import { useSpeech } from '../i18n/speech.js';
import type { LungStanding } from './lung-reference.js';
import { ZScoreMark } from './z-score-mark.js';

interface LungValueProps {
  readonly measure: 'fev1' | 'fvc';
  readonly measured: Measured;
  readonly nowMs: number;
  readonly standing: LungStanding | null;
  /** Of the session it comes from; null when that is not known. */
  readonly grade: SessionGrade | null;
  readonly reasons: readonly SessionReason[];
}

/** A measured FEV1 or FVC, never without the grade of its session and where it stands among healthy people. */
export function LungValue({ measure, measured, nowMs, standing, grade, reasons }: LungValueProps) {
  const { say, number } = useSpeech();
  return (
    <Fact label={say(`lung.${measure}`)} kind="measured">
      <MeasuredValue
        measured={measured}
        nowMs={nowMs}
        why=""
        text={(value) => say('unit.litres', { value: number(value, 2) })}
      />{' '}
      {grade && <GradeMark grade={grade} reasons={reasons} />} {standing && <ZScoreMark standing={standing} />}
    </Fact>
  );
}
