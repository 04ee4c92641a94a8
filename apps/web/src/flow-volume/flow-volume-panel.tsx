import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { useAfterPicture } from '../avatar/first-picture.js';
import { BandFigures } from '../elements/band-figures.js';
import { FreshnessMark } from '../elements/freshness-mark.js';
import { GradeMark } from '../elements/grade-mark.js';
import { useSpeech, type Speech } from '../i18n/speech.js';
import type { ModelLoops } from './loop-model.js';
import { LoopPicture } from './loop-picture.js';
import type { MeasuredBlow } from './newest-blow.js';
import { useModelLoops } from './use-model-loops.js';
import { useNewestBlow } from './use-newest-blow.js';

interface FlowVolumePanelProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
}

/** The newest measured blow beside what the airway model gives for the twin as it is shown: it moves with every puff, dose and blow. */
export function FlowVolumePanel({ profile, twin }: FlowVolumePanelProps) {
  const { say } = useSpeech();
  const { atMs: lastBlowAtMs } = twin.freshness['spirometer.blow'];
  const measured = useNewestBlow(profile, lastBlowAtMs);
  const model = useModelLoops(profile, twin, useAfterPicture());
  return (
    <section className="card flow-volume" aria-labelledby="flow-volume-title" data-testid="flow-volume">
      <h2 id="flow-volume-title">{say('flowVolume.title')}</h2>
      {model && model !== 'not-loaded' ? (
        <Loops model={model} measured={measured} twin={twin} />
      ) : (
        <p className={model === null ? 'empty loop-place' : 'empty'} role="status">
          {say(model === null ? 'flowVolume.loading' : 'flowVolume.notLoaded')}
        </p>
      )}
    </section>
  );
}

/** From this share of the constriction on, it is the reliever that makes an estimate too wide. */
const SEEN_EFFECT = 0.1;

interface LoopsProps {
  readonly model: ModelLoops;
  readonly measured: MeasuredBlow | null;
  readonly twin: TwinView;
}

function Loops({ model, measured, twin }: LoopsProps) {
  const speech = useSpeech();
  const { say, ago } = speech;
  const whyNotNow = say(twin.relieverEffect > SEEN_EFFECT ? 'flowVolume.afterReliever' : 'flowVolume.notEnough');
  const curve = measured?.blow.flowVolumeCurve ?? null;
  const { freshness } = twin.freshness['spirometer.blow'];
  const description = [
    say(curve ? 'flowVolume.seen.measured' : 'flowVolume.seen.noMeasured', {
      pef: flowText(speech, measured?.blow.pefLitresPerSecond ?? 0),
    }),
    model.now
      ? say('flowVolume.seen.now', {
          pef: flowText(speech, model.now.pefLitresPerSecond),
          open: flowText(speech, model.open.pefLitresPerSecond),
        })
      : whyNotNow,
  ].join(' ');
  return (
    <>
      <LoopPicture
        model={model}
        measured={curve}
        measuredStale={freshness === 'stale'}
        title={say('flowVolume.title')}
        description={description}
      />
      <ul className="loop-legend">
        <li>
          <LineSample className={freshness === 'stale' ? 'loop-measured loop-stale' : 'loop-measured'} />
          <span>
            {say('flowVolume.measured')} <span className="tag tag-measured">{say('kind.measured')}</span>{' '}
            {measured ? (
              <>
                <GradeMark grade={measured.grades.fev1} reasons={measured.grades.reasons} />{' '}
                <span className="age">{ago(twin.atMs - measured.atMs)}</span> <FreshnessMark freshness={freshness} />
                {!curve && <span className="why"> {say('flowVolume.noCurve')}</span>}
              </>
            ) : (
              <span className="why">{say('flowVolume.noBlow')}</span>
            )}
          </span>
        </li>
        <li>
          <LineSample className="loop-now" />
          <span>
            {say('flowVolume.now')} <span className="tag tag-estimated">{say('kind.estimated')}</span>{' '}
            {!model.now && <span className="why">{whyNotNow}</span>}
            {model.now && twin.zone.stale && <span className="age age-stale">{say('flowVolume.oldData')}</span>}
          </span>
        </li>
        <li>
          <LineSample className="loop-open" />
          <span>
            {say(model.assumed ? 'flowVolume.openAssumed' : 'flowVolume.open')}{' '}
            <span className="tag tag-estimated">{say('kind.estimated')}</span>
          </span>
        </li>
      </ul>
      <LoopTable model={model} measured={measured} />
      <p className="muted small">{say(model.assumed ? 'flowVolume.captionAssumed' : 'flowVolume.caption')}</p>
    </>
  );
}

function LineSample({ className }: { readonly className: string }) {
  return (
    <svg className="loop-sample" viewBox="0 0 34 12" aria-hidden="true">
      <line x1="1" x2="33" y1="6" y2="6" className={className} />
    </svg>
  );
}

function flowText({ number }: Speech, litresPerSecond: number): string {
  return number(litresPerSecond, 1);
}

const FIGURES = [
  { name: 'pef', field: 'pefLitresPerSecond', decimals: 1 },
  { name: 'fev1', field: 'fev1Litres', decimals: 2 },
  { name: 'fvc', field: 'fvcLitres', decimals: 2 },
  { name: 'fef2575', field: 'fef2575LitresPerSecond', decimals: 1 },
] as const;

/** The figures of the curves; those of now with the range that the band of constriction gives. */
function LoopTable({ model, measured }: Omit<LoopsProps, 'twin'>) {
  const { say, number } = useSpeech();
  const { now, widest, tightest, open } = model;
  const measuredText = (value: number | null, decimals: number) => (value === null ? '—' : number(value, decimals));
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={say('flowVolume.figures')}>
      <table className="loop-table">
        <thead>
          <tr>
            <td />
            {measured && <th scope="col">{say('flowVolume.column.measured')}</th>}
            {now && <th scope="col">{say('flowVolume.column.now')}</th>}
            <th scope="col">{say('flowVolume.column.open')}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(({ name, field, decimals }) => (
            <tr key={name} data-testid={`loop-${name}`}>
              <th scope="row">{say(`flowVolume.row.${name}`)}</th>
              {measured && <td>{measuredText(measured.blow[field], decimals)}</td>}
              {now && widest && tightest && (
                <td>
                  <BandFigures
                    mid={number(now[field], decimals)}
                    low={number(tightest[field], decimals)}
                    high={number(widest[field], decimals)}
                  />
                </td>
              )}
              <td>{number(open[field], decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
