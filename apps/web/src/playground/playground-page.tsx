import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { createStore } from 'zustand/vanilla';
import { AIR_SLOWED } from '@airway-twin/avatar/air';
import { AirwayAvatar, type AirwayAvatarProps, type AvatarProbe } from '@airway-twin/avatar/scene';
import { WHOLE_TREE, type AvatarView, type AvatarWords } from '@airway-twin/avatar/view';
import { quietBreath } from '@airway-twin/domain/airways';
import { usePreferences } from '../shell/preferences.js';
import { MeasuredLumens } from './measured-lumens.js';
import {
  PLAYGROUND_CHOICES,
  PLAYGROUND_DIALS,
  PLAYGROUND_SWITCHES,
  playgroundState,
  playgroundTwin,
  playgroundView,
  type PlaygroundState,
} from './playground-state.js';
import { SpokenFigures } from './spoken-figures.js';
import '../styles/playground.css';

const WORDS: AvatarWords = {
  airway: (airway) => airway,
  lobe: (lobe) => lobe,
  side: (side) => side,
  millimetres: (lengthMm) => `${lengthMm} mm`,
};

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
  const [view] = useState(() => createStore<AvatarView>(() => ({ ...WHOLE_TREE, ...playgroundView(state) })));
  useEffect(() => view.setState(playgroundView(state)), [view, state]);
  // What is picked in the picture stands in the address too.
  useEffect(
    () =>
      view.subscribe(({ airway, standpoint }, before) => {
        if (airway !== before.airway || standpoint !== before.standpoint) set({ airway, standpoint, walk: 0 });
      }),
    [view, set],
  );
  const [atMs] = useState(() => Date.now());
  const drawn: AirwayAvatarProps = {
    ...playgroundTwin(state),
    atMs,
    reducedMotion,
    theme: drawnTheme,
    view,
    words: WORDS,
    breath: quietBreath({ ageYears: state.ageYears, heightCm: state.heightCm, sex: null }, null),
    airLabel: `Air drawn ${AIR_SLOWED} times slower than it flows`,
    label: `Airways at C = ${state.c}, I = ${state.i}`,
    pattern: { seed: state.seed, spread: state.spread, mucusScore: state.mucus },
    ...(state.otherC >= 0 && {
      compared: {
        twin: playgroundTwin({ ...state, c: state.otherC }).twin,
        ownLabel: `C = ${state.c}`,
        label: `C = ${state.otherC}`,
      },
    }),
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
        {(Object.keys(PLAYGROUND_SWITCHES) as (keyof typeof PLAYGROUND_SWITCHES)[]).map((name) => (
          <label key={name}>
            <input type="checkbox" checked={state[name]} onChange={(event) => set({ [name]: event.target.checked })} />{' '}
            {PLAYGROUND_SWITCHES[name]}
          </label>
        ))}
        {(Object.keys(PLAYGROUND_CHOICES) as (keyof typeof PLAYGROUND_CHOICES)[]).map((name) => (
          <label key={name}>
            {name}{' '}
            <select
              value={state[name] ?? ''}
              onChange={(event) => set({ [name]: event.target.value === '' ? null : event.target.value })}
            >
              {PLAYGROUND_CHOICES[name].map((value) => (
                <option key={value} value={value ?? ''}>
                  {value ?? 'none'}
                </option>
              ))}
            </select>
          </label>
        ))}
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
