import type { FaultSettings } from '@airway-twin/contracts/replay';
import { useSpeech } from '../i18n/speech.js';

/** Limits as in the contract of the replay command. */
const FIELDS = [
  { name: 'dropPercent', least: 0, most: 100 },
  { name: 'duplicatePercent', least: 0, most: 100 },
  { name: 'reorderPercent', least: 0, most: 100 },
  { name: 'corruptPercent', least: 0, most: 100 },
  { name: 'delayMs', least: 0, most: 60_000 },
  { name: 'clockSkewMs', least: -86_400_000, most: 86_400_000 },
] as const satisfies readonly { name: keyof FaultSettings; least: number; most: number }[];

interface FaultFieldsProps {
  readonly faults: FaultSettings;
  readonly onFaults: (faults: FaultSettings) => void;
}

/** Faults that the runner injects into what it sends. */
export function FaultFields({ faults, onFaults }: FaultFieldsProps) {
  const { say } = useSpeech();
  const injected = Object.values(faults).filter((value) => value !== 0).length;
  return (
    <details className="faults">
      <summary>{say('replay.faults', { count: injected })}</summary>
      <div className="fields">
        {FIELDS.map(({ name, least, most }) => (
          <label key={name}>
            {say(`fault.${name}`)}
            <input
              type="number"
              inputMode="decimal"
              min={least}
              max={most}
              step="any"
              required
              value={faults[name]}
              onChange={(event) => {
                const value = event.target.valueAsNumber;
                if (Number.isFinite(value)) onFaults({ ...faults, [name]: Math.min(most, Math.max(least, value)) });
              }}
              data-testid={`fault-${name}`}
            />
          </label>
        ))}
      </div>
    </details>
  );
}
