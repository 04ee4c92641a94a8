import { Fact } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';
import { standingOf, type LungReading } from './lung-reference.js';
import { ZScoreMark } from './z-score-mark.js';

/** FEV1/FVC, and the pattern that FEV1 and FVC make together by ERS/ATS 2022: a reading of figures, never a diagnosis. */
export function LungPattern({ reading }: { readonly reading: LungReading }) {
  const { say, number } = useSpeech();
  if (reading.kind !== 'interpreted' || reading.pattern === null) return null;
  const { measured } = reading.measures.fev1Fvc;
  const standing = standingOf(reading, 'fev1Fvc');
  if (measured === undefined || standing === null) return null;
  return (
    <Fact label={say('lung.fev1Fvc')} kind="measured">
      <b>{number(measured, 2)}</b> <ZScoreMark standing={standing} />
      <span className="age">
        {' '}
        {say('pattern.said', { pattern: say(`pattern.${reading.pattern}`) })}
        {reading.severity !== null && reading.severity !== 'normal' && <>, {say(`impairment.${reading.severity}`)}</>}
        {' · '}
        {say('pattern.noDiagnosis')}
      </span>
    </Fact>
  );
}
