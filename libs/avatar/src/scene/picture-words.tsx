import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect, useMemo, useRef, type CSSProperties } from 'react';
import { namedPlaces, type AvatarViewStore, type AvatarWords, type NamedThing } from '../view/index.js';
import type { AvatarTheme } from './airway-palette.js';
import type { SeenPicture } from './seen-picture.js';
import { wordLayer } from './word-layer.js';

export interface PictureWordsProps {
  readonly tree: AirwayTree;
  readonly view: AvatarViewStore;
  readonly words: AvatarWords;
  readonly seen: SeenPicture;
  readonly theme: AvatarTheme;
}

/** Ink and what shines around it, so that a word is read on tissue, air and background alike. */
const INK: { readonly [T in AvatarTheme]: { readonly ink: string; readonly halo: string } } = {
  light: { ink: '#16202c', halo: '#f3f5f8' },
  dark: { ink: '#f2f6fa', halo: '#11161d' },
};
const LAYER: CSSProperties = {
  position: 'absolute',
  insetBlock: 0,
  left: 0,
  width: '100%',
  overflow: 'hidden',
  pointerEvents: 'none',
  fontSize: 13,
  fontWeight: 600,
  lineHeight: 1.2,
};
const WORD: CSSProperties = { position: 'absolute', left: 0, top: 0, whiteSpace: 'nowrap', visibility: 'hidden' };
const AIRWAY: CSSProperties = { ...WORD, fontSize: 12 };
const SCALE: CSSProperties = { ...WORD, display: 'grid', justifyItems: 'center', gap: 2 };

/**
 * The names on the picture and its scale, over the canvas. Drawn once for a language; each drawn frame moves them, and React renders nothing for
 * it. Hidden from screen readers: the page says the same in its own words.
 */
export function PictureWords({ tree, view, words, seen, theme }: PictureWordsProps) {
  const { ink, halo } = INK[theme];
  const layer = useRef<HTMLDivElement>(null);
  const places = useMemo(() => namedPlaces(tree), [tree]);
  useEffect(() => {
    if (!layer.current) return undefined;
    const { lay, measure } = wordLayer(layer.current, tree, places, view, seen, words, {
      background: halo,
      borderRadius: '4px',
      boxShadow: `0 0 0 3px ${halo}, 0 0 0 4px ${ink}`,
    });
    lay();
    let isShown = true;
    // A font that comes late makes words wider.
    void document.fonts.ready.then(() => {
      if (!isShown) return;
      measure();
      lay();
    });
    const stop = seen.listen(lay);
    return () => {
      isShown = false;
      stop();
    };
  }, [tree, places, view, seen, words, ink, halo]);
  const shine = [1, 2, 3].map((wide) => `0 0 ${wide}px ${halo}`).join(', ');
  const bar = { borderInline: `2px solid ${ink}`, borderBlockEnd: `2px solid ${ink}`, outline: `1px solid ${halo}` };
  return (
    <div
      ref={layer}
      className="avatar-words"
      aria-hidden="true"
      style={{ ...LAYER, color: ink, textShadow: `${shine}, ${shine}` }}
    >
      {places.map(({ thing }) => (
        <span
          key={`${thing.kind}:${thing.name}`}
          data-names={`${thing.kind}:${thing.name}`}
          style={thing.kind === 'airway' ? AIRWAY : WORD}
        >
          {said(thing, words)}
        </span>
      ))}
      <div data-testid="scale-bar" style={SCALE}>
        <span />
        <div style={{ ...bar, height: 5, boxSizing: 'border-box' }} />
      </div>
    </div>
  );
}

function said(thing: NamedThing, words: AvatarWords): string {
  if (thing.kind === 'airway') return words.airway(thing.name);
  return thing.kind === 'lobe' ? words.lobe(thing.name) : words.side(thing.name);
}
