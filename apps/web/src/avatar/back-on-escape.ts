import type { KeyboardEvent } from 'react';
import { avatarView, stepBack } from './avatar-view-store.js';

/** Escape among the tools goes a step back; what has the focus may go with the walk, so the first tool takes it. */
export function backOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || avatarView.getState().standpoint === 'whole') return;
  event.preventDefault();
  const isOnWalk = event.target instanceof Element && event.target.closest('[data-testid="walk"]') !== null;
  if (isOnWalk) event.currentTarget.querySelector('button')?.focus();
  stepBack();
}
