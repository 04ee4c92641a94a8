import { drawnTree } from '@airway-twin/avatar/shapes';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { Band } from '@airway-twin/domain/twin';
import { Fact, NotKnown } from '../elements/fact.js';
import { ToldNow } from '../elements/told-now.js';
import { useSpeech } from '../i18n/speech.js';
import { airwayFigures, openDiameterMm, traitRange } from './airway-figures.js';
import { AirwayNames } from './airway-names.js';
import { airwaySentence, bandText } from './airway-words.js';
import { lookAt, standAt, stepBack, useSelectedAirway } from './avatar-view-store.js';
import type { DrawnTwin } from './drawn-twin.js';
import { TYPICAL_AIRWAY } from './typical-airway.js';

/** A screen reader is told of a changed state no more often than this. */
const TOLD_EVERY_MS = 5000;

interface AirwaysPanelProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
}

/** The named airways one by one, in words and figures, without WebGL too: walk the tree of names and look at one. */
export function AirwaysPanel({ profile, twin }: AirwaysPanelProps) {
  const speech = useSpeech();
  const { say, number } = speech;
  const { tree } = drawnTree(profile, twin.atMs);
  const selected = useSelectedAirway();
  const airway = selected ?? TYPICAL_AIRWAY;
  const range = traitRange(twin.constriction, twin.inflammation);
  const figures = range && airwayFigures(tree, airway, range);
  return (
    <section className="card airways" aria-labelledby="airways-title" data-testid="airways">
      <h2 id="airways-title">{say('airways.title')}</h2>
      <p className="muted small" id="airways-keys">
        {say('airways.keys')}
      </p>
      <AirwayNames tree={tree} selected={selected} onSelect={lookAt} onCut={() => standAt('cut')} onBack={stepBack} />
      {/* Told at once when somebody looks at another airway or changes the language, else only every few seconds. */}
      <ToldNow
        key={`${airway} ${speech.locale}`}
        text={airwaySentence(speech, tree, airway, twin)}
        everyMs={TOLD_EVERY_MS}
        className="airway-sentence"
        testId="airway-sentence"
      />
      <dl className="facts">
        <Fact label={say('airways.lumenMm')} kind="estimated">
          <Figure band={figures?.lumenDiameterMm ?? null} decimals={1} />
        </Fact>
        <Fact label={say('airways.openMm')} kind="estimated">
          <b>{number(openDiameterMm(tree, airway), 1)}</b>
        </Fact>
        <Fact label={say('airways.wallMm')} kind="estimated">
          <Figure band={figures?.wallThicknessMm ?? null} decimals={2} />
        </Fact>
        <Fact label={say('airways.wallPercent')} kind="estimated">
          <Figure band={figures?.wallAreaPercent ?? null} decimals={0} />
        </Fact>
      </dl>
    </section>
  );
}

/** A figure with its range; its unit stands in its label. */
function Figure({ band, decimals }: { readonly band: Band | null; readonly decimals: number }) {
  const speech = useSpeech();
  if (band === null) return <NotKnown why={speech.say('trait.notEnough')} />;
  return <b>{bandText(speech, band, decimals)}</b>;
}
