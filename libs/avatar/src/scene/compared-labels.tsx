import { useEffect, useRef, type CSSProperties, type PointerEvent } from 'react';
import type { AvatarViewStore } from '../view/index.js';
import { useViewed } from './view-state.js';

export interface ComparedLabelsProps {
  readonly view: AvatarViewStore;
  readonly own: string;
  readonly other: string;
}

const LABEL: CSSProperties = {
  position: 'absolute',
  insetBlockStart: 6,
  maxWidth: '48%',
  margin: 0,
  padding: '2px 8px',
  borderRadius: 8,
  pointerEvents: 'none',
};
const LINE: CSSProperties = {
  position: 'absolute',
  insetBlock: 0,
  width: 2,
  marginInlineStart: -1,
  background: 'currentColor',
  opacity: 0.5,
  pointerEvents: 'none',
};
const HANDLE: CSSProperties = {
  position: 'absolute',
  insetBlock: 0,
  width: 44,
  marginInlineStart: -22,
  cursor: 'ew-resize',
  touchAction: 'none',
};

/** Which of two pictures shows what, and the line between them; under the curtain it can be taken and moved. */
export function ComparedLabels({ view, own, other }: ComparedLabelsProps) {
  const layout = useViewed(view, (looked) => looked.layout);
  const parting = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const looked = view.getState();
      const share = looked.layout === 'beside' ? 0.5 : looked.curtain;
      if (parting.current) parting.current.style.left = `${100 * share}%`;
    };
    place();
    return view.subscribe(place);
  }, [view]);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const frame = event.currentTarget.parentElement?.parentElement?.getBoundingClientRect();
    if (!frame || (event.type === 'pointermove' && event.buttons === 0)) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    view.setState({ curtain: Math.min(0.95, Math.max(0.05, (event.clientX - frame.left) / frame.width)) });
    event.preventDefault();
  };
  return (
    <>
      <p className="avatar-compared-label" style={{ ...LABEL, insetInlineStart: 6 }} data-testid="compared-own">
        {own}
      </p>
      <p
        className="avatar-compared-label"
        style={{ ...LABEL, insetInlineEnd: 6, textAlign: 'end' }}
        data-testid="compared-other"
      >
        {other}
      </p>
      <div ref={parting} style={{ position: 'absolute', insetBlock: 0, width: 0 }}>
        <div className="avatar-compared-line" style={LINE} />
        {layout === 'curtain' && (
          <div style={HANDLE} onPointerDown={drag} onPointerMove={drag} data-testid="compared-handle" />
        )}
      </div>
    </>
  );
}
