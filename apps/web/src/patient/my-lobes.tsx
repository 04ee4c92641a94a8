import { drawnTree } from '@airway-twin/avatar/shapes';
import { LOBES, sideOfLobe, type Lobe, type Side } from '@airway-twin/domain/airways';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { heightOf } from '../avatar/avatar-words.js';
import { lobeOpenness, lobeSentence } from '../avatar/airway-words.js';
import { lookAt, useSelectedAirway } from '../avatar/avatar-view-store.js';
import { useSpeech } from '../i18n/speech.js';

/** As one sees them on the picture: the right lung stands on the left. */
const SIDES: readonly Side[] = ['right', 'left'];

/** The patient picks a part of the lungs and reads one sentence about it; the picture looks there too. */
export function MyLobes({ profile, twin }: { readonly profile: PatientProfile; readonly twin: TwinView }) {
  const speech = useSpeech();
  const { say } = speech;
  const airway = useSelectedAirway();
  const { tree } = drawnTree(profile, twin.atMs);
  // An airway that was picked in the picture belongs to a lobe too.
  const lobe = airway === null ? null : (tree.lobe[tree.name.indexOf(airway)] ?? null);
  const pick = (chosen: Lobe): void => lookAt(chosen === lobe ? null : `${chosen}-lobe`);
  return (
    <section className="me-lobes" aria-labelledby="me-lobes-title" data-testid="my-lobes">
      <h2 id="me-lobes-title">{say('me.lobes.title')}</h2>
      <div className="me-lungs" role="group" aria-label={say('me.lobes.pick')}>
        {SIDES.map((side) => (
          <div key={side} className="me-lung">
            <p className="muted small">{say(`me.lobes.${side}`)}</p>
            {LOBES.filter((each) => sideOfLobe(each) === side).map((each) => (
              <button
                key={each}
                type="button"
                className="choice"
                aria-pressed={each === lobe}
                aria-label={say(`me.lobe.in.${each}`)}
                onClick={() => pick(each)}
                data-testid={`lobe-${each}`}
              >
                {say(`me.lobe.short.${heightOf(each)}`)}
              </button>
            ))}
          </div>
        ))}
      </div>
      <p className="me-lobe-sentence" role="status" data-testid="lobe-sentence">
        {lobe && lobeSentence(speech, lobe, lobeOpenness(tree, lobe, twin, profile.actionPlan.greenFromPercent))}
      </p>
      {lobe && <p className="muted small">{say('me.lobes.guess')}</p>}
    </section>
  );
}
