import { useSpeech } from '../i18n/speech.js';

interface BandFiguresProps {
  readonly mid: string;
  readonly low: string;
  readonly high: string;
}

/** The middle of a band and its ends, already in words; where room is short the ends stay together on a line of their own. */
export function BandFigures({ mid, low, high }: BandFiguresProps) {
  const { say } = useSpeech();
  return (
    <>
      {mid} <span className="band-ends">{say('whatIf.bandRange', { low, high })}</span>
    </>
  );
}
