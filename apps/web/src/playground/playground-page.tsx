import { useCallback, useRef, useState, type ReactNode } from 'react';
import { AirwayAvatar, type AirwayAvatarProps, type AvatarProbe } from '@airway-twin/avatar/scene';
import { usePreferences } from '../shell/preferences.js';
import { MeasuredLumens } from './measured-lumens.js';
import { PLAYGROUND_DIALS, playgroundState, playgroundTwin, type PlaygroundState } from './playground-state.js';
import { SpokenFigures } from './spoken-figures.js';
import '../styles/playground.css';

/**
 * The avatar alone, for developers and for picture tests: every state by slider or by the address (`?c=0.5&i=0.2`), no server needed. English
 * only, as the code is.
 */
export function PlaygroundPage() {
  const { reducedMotion, drawnTheme } = usePreferences();
  const [state, setState] = useState(() => playgroundState(new URLSearchParams(window.location.search)));
  const [isOpen, setIsOpen] = useState(true);
  const stage = useRef<HTMLDivElement>(null);
  const probe = useRef<AvatarProbe>(null);
  const set = useCallback(
    (change: Partial<PlaygroundState>) =>
      setState((before) => {
        const next = { ...before, ...change };
        const query = new URLSearchParams(Object.entries(next).map(([name, value]) => [name, String(value)]));
        window.history.replaceState(null, '', `?${query.toString()}`);
        return next;
      }),
    [],
  );
  const [atMs] = useState(() => Date.now());
  const drawn: AirwayAvatarProps = {
    ...playgroundTwin(state),
    atMs,
    reducedMotion,
    theme: drawnTheme,
    label: `Airways at C = ${state.c}, I = ${state.i}`,
    pattern: { seed: state.seed, spread: state.spread, mucusScore: state.mucus },
    ...(state.exaggeration !== 1 && {
      exaggeration: { factor: state.exaggeration, label: `Changes drawn ×${state.exaggeration}` },
    }),
    ...(state.detail !== 'auto' && { detail: state.detail }),
  };
  return (
    <main className="playground">
      <div className="playground-stage" ref={stage} data-testid="playground-stage">
        {isOpen && <AirwayAvatar {...drawn} probe={probe} />}
      </div>
      <form className="playground-dials" aria-label="State of the avatar" onSubmit={(event) => event.preventDefault()}>
        <h1>Avatar playground</h1>
        {PLAYGROUND_DIALS.map(({ name, label, least, most, step }) => (
          <Dial key={name} label={label} value={state[name]}>
            <input
              type="range"
              min={least}
              max={most}
              step={step}
              value={state[name]}
              data-testid={`dial-${name}`}
              onChange={(event) => set({ [name]: Number(event.target.value) })}
            />
          </Dial>
        ))}
        <label>
          <input type="checkbox" checked={state.known} onChange={(event) => set({ known: event.target.checked })} />{' '}
          traits known
        </label>
        <label>
          <input type="checkbox" checked={state.stale} onChange={(event) => set({ stale: event.target.checked })} />{' '}
          data out of date
        </label>
        <label>
          detail{' '}
          <select
            value={state.detail}
            onChange={(event) => set({ detail: event.target.value as PlaygroundState['detail'] })}
          >
            <option>auto</option>
            <option>full</option>
            <option>light</option>
          </select>
        </label>
        <button type="button" data-testid="playground-toggle" onClick={() => setIsOpen((before) => !before)}>
          {isOpen ? 'Close the avatar' : 'Open the avatar'}
        </button>
        <p>Where C and I differ, and where mucus sits, is drawn from the seed: an illustration.</p>
        <SpokenFigures stage={stage} />
        <MeasuredLumens probe={probe} state={state} />
      </form>
    </main>
  );
}

function Dial({ label, value, children }: { label: string; value: number; children: ReactNode }) {
  return (
    <label>
      <span>
        {label} <output>{value}</output>
      </span>
      {children}
    </label>
  );
}
