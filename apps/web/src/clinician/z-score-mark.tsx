import { useSpeech, type Speech } from '../i18n/speech.js';
import type { LungStanding } from './lung-reference.js';

/** Where a measured value stands among healthy people: its z-score, or why there is none. */
export function ZScoreMark({ standing }: { readonly standing: LungStanding }) {
  const speech = useSpeech();
  if (standing.kind !== 'known') return <span className="age">{zScoreText(speech, standing)}</span>;
  const meaning = speech.say('zScore.full', {
    z: zFigure(speech, standing.zScore),
    percent: speech.number(standing.percentPredicted),
  });
  return (
    <span className="z-score" title={meaning}>
      <span aria-hidden="true">{zScoreText(speech, standing)}</span>
      <span className="sr-only">{meaning}</span>
    </span>
  );
}

/** The same in a few words. */
export function zScoreText(speech: Speech, standing: LungStanding): string {
  return standing.kind === 'known'
    ? speech.say('zScore.short', { z: zFigure(speech, standing.zScore) })
    : speech.say(`zScore.${standing.kind}`);
}

/** Two decimals, so that −1.64 and −1.65 do not look alike; a true minus sign, and none before zero. */
function zFigure({ number }: Speech, z: number): string {
  const magnitude = number(Math.abs(z), 2);
  return z < 0 && /[1-9]/.test(magnitude) ? `−${magnitude}` : magnitude;
}
