import { useId } from 'react';
import type { DrawnTarget } from '@airway-twin/avatar/view';
import type { MessageKey } from '../i18n/speech.js';
import { useSpeech } from '../i18n/speech.js';
import { avatarView, useAvatarView } from './avatar-view-store.js';
import type { DrawnTwin } from './drawn-twin.js';

interface TargetChoiceProps {
  readonly twin: Pick<DrawnTwin, 'constriction' | 'inflammation'>;
  readonly legend: MessageKey;
  readonly names: Readonly<Record<DrawnTarget, MessageKey>>;
  /** Said below where one of the two is not known and so not offered. */
  readonly unknown: MessageKey;
  readonly className: string;
}

const TARGETS: readonly DrawnTarget[] = ['both', 'lining', 'muscle'];

/** What is drawn of the two things that treatment works on. Alone, a part is offered only where it is known. */
export function TargetChoice({ twin, legend, names, unknown, className }: TargetChoiceProps) {
  const { say } = useSpeech();
  const group = useId();
  const target = useAvatarView((view) => view.target);
  const known = knownTargets(twin);
  return (
    <fieldset className="view-targets" data-testid="view-targets">
      <legend className="view-legend">{say(legend)}</legend>
      <div className="view-group">
        {TARGETS.map((each) => (
          <label key={each} className={`view-radio ${className}`}>
            <input
              type="radio"
              name={group}
              value={each}
              checked={target === each}
              disabled={!known[each]}
              onChange={() => avatarView.setState({ target: each })}
              data-testid={`view-target-${each}`}
            />
            <span>{say(names[each])}</span>
          </label>
        ))}
      </div>
      {target !== 'both' && <p className="small">{say(`targets.${target}.what`)}</p>}
      {!(known.lining && known.muscle) && <p className="muted small">{say(unknown)}</p>}
    </fieldset>
  );
}

/** Which parts can be drawn alone. */
function knownTargets({
  constriction,
  inflammation,
}: TargetChoiceProps['twin']): Readonly<Record<DrawnTarget, boolean>> {
  return { both: true, lining: inflammation?.known === true, muscle: constriction?.known === true };
}
