import type { WardRow } from '@airway-twin/contracts/http';
import type { Zone } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';

const CHOICES = ['all', 'red', 'yellow', 'green', 'unknown'] as const satisfies readonly (Zone | 'all')[];

interface WardFilterProps {
  readonly rows: readonly WardRow[];
  readonly zone: Zone | 'all';
  readonly onZone: (zone: Zone | 'all') => void;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

/** Search by name, and one button per zone with the number of its patients. */
export function WardFilter({ rows, zone, onZone, search, onSearch }: WardFilterProps) {
  const { say, number } = useSpeech();
  const count = (choice: Zone | 'all'): number =>
    choice === 'all' ? rows.length : rows.filter((row) => row.zone === choice).length;
  return (
    <div className="ward-filter">
      <label className="search">
        <span className="sr-only">{say('ward.search')}</span>
        <input
          type="search"
          placeholder={say('ward.search')}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          data-testid="ward-search"
        />
      </label>
      <div className="chips" role="group" aria-label={say('ward.filter')}>
        {CHOICES.map((choice) => (
          <button
            key={choice}
            type="button"
            className={`chip chip-${choice}`}
            aria-pressed={zone === choice}
            onClick={() => onZone(choice)}
            data-testid={`ward-filter-${choice}`}
          >
            {choice === 'all' ? say('ward.all') : say(`zone.${choice}`)} <b>{number(count(choice))}</b>
          </button>
        ))}
      </div>
    </div>
  );
}
