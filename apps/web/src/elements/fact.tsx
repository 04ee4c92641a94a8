import type { ReactNode } from 'react';
import type { Measured } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly kind?: 'measured' | 'estimated' | 'counted';
}

/** A label with its value, in a `dl`. */
export function Fact({ label, kind, children }: FactProps) {
  const { say } = useSpeech();
  return (
    <div className="fact">
      <dt>
        {label} {kind && <span className={`tag tag-${kind}`}>{say(`kind.${kind}`)}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value that is not known: a dash, and why. */
export function NotKnown({ why }: { readonly why: string }) {
  return (
    <span className="unknown">
      <span aria-hidden="true">— </span>
      <span className="why">{why}</span>
    </span>
  );
}

interface MeasuredValueProps {
  readonly measured: Measured | null;
  readonly text: (value: number) => string;
  readonly nowMs: number;
  readonly why: string;
}

/** A measured value with its age and freshness. */
export function MeasuredValue({ measured, text, nowMs, why }: MeasuredValueProps) {
  const { say, ago } = useSpeech();
  if (!measured) return <NotKnown why={why} />;
  return (
    <>
      <b>{text(measured.value)}</b>{' '}
      <span className={`age age-${measured.freshness}`}>
        {ago(nowMs - measured.atMs)}
        {measured.freshness === 'stale' && <> · {say('freshness.stale')}</>}
      </span>
    </>
  );
}
