import { isTrustedGrade, type SessionGrade, type SessionReason } from '@airway-twin/domain/spirometry/quality';
import { useSpeech } from '../i18n/speech.js';

interface GradeMarkProps {
  readonly grade: SessionGrade;
  readonly reasons?: readonly SessionReason[];
}

/** Quality grade of the session that a value comes from: the letter to see, what it means to hear and on pointing. */
export function GradeMark({ grade, reasons = [] }: GradeMarkProps) {
  const { say } = useSpeech();
  const repeat = !isTrustedGrade(grade);
  const parts = [say(`grade.${grade}`)];
  if (repeat) parts.push(say('grade.repeat'));
  if (reasons.length > 0)
    parts.push(say('grade.why', { reasons: reasons.map((reason) => say(`gradeReason.${reason}`)).join(', ') }));
  const meaning = parts.join('. ');
  return (
    <span className={repeat ? 'grade grade-repeat' : 'grade'} data-grade={grade} title={meaning}>
      <span aria-hidden="true">{say('grade.short', { grade })}</span>
      <span className="sr-only">{meaning}</span>
    </span>
  );
}
