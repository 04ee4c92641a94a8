import type { ComparedLayout } from '@airway-twin/avatar/view';
import { avatarView, useAvatarView } from '../avatar/avatar-view-store.js';
import { FailureNote } from '../elements/failure-note.js';
import { ToldNow } from '../elements/told-now.js';
import { useSpeech } from '../i18n/speech.js';
import { picturedAheadMs } from '../what-if/simulated-twin.js';
import { comparedChoices, scenarioOf, simulatedChoice, type ComparedChoice } from './compared-choice.js';
import type { ComparedState } from './use-compared.js';

const LAYOUTS: readonly ComparedLayout[] = ['beside', 'curtain'];
const TOLD_EVERY_MS = 5000;

interface CompareToolsProps {
  readonly choice: ComparedChoice;
  readonly onChoose: (choice: ComparedChoice) => void;
  readonly past: boolean;
  readonly state: ComparedState;
}

/** With what the shown airways are compared, how the two pictures stand, and both in figures. */
export function CompareTools({ choice, onChoose, past, state: { compared, told, failure } }: CompareToolsProps) {
  const speech = useSpeech();
  const { say, number } = speech;
  const layout = useAvatarView((view) => view.layout);
  const curtain = useAvatarView((view) => view.curtain);
  const offered = comparedChoices(past);
  // What was chosen stays in the list while it cannot be shown; why not is said below.
  const choices = offered.includes(choice) ? offered : [...offered, choice];
  const nameOf = (each: ComparedChoice): string => {
    const scenario = scenarioOf(each);
    if (scenario !== null) return simulatedChoice(speech, scenario, picturedAheadMs(scenario));
    return each === 'nothing' ? say('compare.nothing') : say(`compare.choice.${each as 'now' | 'day' | 'week'}`);
  };
  const option = (each: ComparedChoice) => (
    <option key={each} value={each}>
      {nameOf(each)}
    </option>
  );
  const ahead = choices.filter((each) => scenarioOf(each) !== null);
  return (
    <div className="compare" data-testid="compare">
      <label className="compare-choice">
        <span>{say('compare.title')}</span>
        <select
          value={choice}
          onChange={(event) => {
            const chosen = choices.find((each) => each === event.target.value);
            if (chosen) onChoose(chosen);
          }}
          data-testid="compare-choice"
        >
          {option('nothing')}
          <optgroup label={say('compare.times')}>
            {choices.filter((each) => each !== 'nothing' && scenarioOf(each) === null).map(option)}
          </optgroup>
          {ahead.length > 0 && <optgroup label={say('compare.ahead')}>{ahead.map(option)}</optgroup>}
        </select>
      </label>
      {compared && (
        <div className="view-group" role="group" aria-label={say('compare.layout')}>
          {LAYOUTS.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={layout === each}
              onClick={() => avatarView.setState({ layout: each })}
              data-testid={`compare-${each}`}
            >
              {say(`compare.layout.${each}`)}
            </button>
          ))}
        </div>
      )}
      {compared && layout === 'curtain' && (
        <label className="walk-slider">
          <span>{say('compare.divider')}</span>
          <input
            type="range"
            min={5}
            max={95}
            step={5}
            value={Math.round(100 * curtain)}
            aria-valuetext={say('compare.dividerAt', { percent: number(100 * curtain) })}
            onChange={(event) => avatarView.setState({ curtain: Number(event.target.value) / 100 })}
            data-testid="compare-curtain-at"
          />
        </label>
      )}
      {failure && <FailureNote failure={failure} />}
      <ToldNow
        key={`${choice} ${speech.locale} ${told === null}`}
        text={told ?? compared?.figures.join(' ') ?? ''}
        everyMs={TOLD_EVERY_MS}
        className="small"
        testId="compare-told"
      />
    </div>
  );
}
