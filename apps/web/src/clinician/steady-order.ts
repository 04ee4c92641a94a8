import { useEffect, useRef, useState } from 'react';

interface Keyed {
  readonly patientId: string;
}

/** The newest rows in an older order; rows that the order does not know come last, ones that are gone leave. */
export function inOrder<R extends Keyed>(rows: readonly R[], order: readonly string[]): readonly R[] {
  const rank = new Map(order.map((patientId, index) => [patientId, index]));
  const rankOf = (row: R): number => rank.get(row.patientId) ?? order.length;
  return rows.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Rows that keep their places while someone points at or types in the list (`held`), with their contents up to date. */
export function useSteadyOrder<R extends Keyed>(rows: readonly R[], held: boolean): readonly R[] {
  const order = useRef<readonly string[]>([]);
  const shown = held ? inOrder(rows, order.current) : rows;
  useEffect(() => {
    order.current = shown.map((row) => row.patientId);
  });
  return shown;
}

/** Is a pointer over the element, or the keyboard's focus inside it? */
export function useHeld(): { held: boolean; handlers: HeldHandlers } {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  return {
    held: hovered || focused,
    handlers: {
      // A finger leaves no hover behind: only a mouse or pen holds the list.
      onPointerEnter: (event) => event.pointerType !== 'touch' && setHovered(true),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      },
    },
  };
}

interface HeldHandlers {
  readonly onPointerEnter: (event: React.PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: () => void;
  readonly onBlur: (event: React.FocusEvent) => void;
}
