import { useEffect, useRef } from 'react';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { usePreferences } from '../shell/preferences.js';
import { playedOn } from './time-frames.js';
import type { RecordedPast } from './use-recorded-past.js';

interface Playback {
  readonly playing: boolean;
  /** null: still being read; playing begins when it is there. */
  readonly past: RecordedPast | null;
  readonly atMs: number | null;
  readonly nowMs: number;
  readonly daysPerSecond: number;
  /** Called with each next instant, and with null at the end, which is now. */
  readonly move: (atMs: number | null) => void;
}

/** The page is told of a new instant no more often than this; the 3D picture eases between what it is told. */
const TOLD_EVERY_MS = 100;

/** Plays the past: evenly, or by whole days for those who want no motion. */
export function usePlayback({ playing, past, atMs, nowMs, daysPerSecond, move }: Playback): void {
  const { reducedMotion } = usePreferences();
  const newest = useRef({ atMs, nowMs });
  useEffect(() => {
    newest.current = { atMs, nowMs };
  });
  const firstMs = past?.points[0]?.atMs ?? null;
  const ready = past !== null;
  useEffect(() => {
    if (!playing || !ready) return undefined;
    if (firstMs === null) {
      move(null);
      return undefined;
    }
    let playedMs = Math.max(firstMs, newest.current.atMs ?? firstMs);
    const show = (): boolean => {
      const ended = playedMs >= newest.current.nowMs;
      move(ended ? null : playedMs);
      return ended;
    };
    if (reducedMotion) {
      const timer = setInterval(() => {
        playedMs += MS_PER_DAY;
        show();
      }, 1000 / daysPerSecond);
      return () => clearInterval(timer);
    }
    let lastMs = performance.now();
    let toldMs = lastMs;
    let request = requestAnimationFrame(function tick(frameMs) {
      playedMs = playedOn(playedMs, frameMs - lastMs, daysPerSecond);
      lastMs = frameMs;
      if (frameMs - toldMs >= TOLD_EVERY_MS) {
        toldMs = frameMs;
        if (show()) return;
      }
      request = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(request);
  }, [playing, ready, firstMs, daysPerSecond, reducedMotion, move]);
}
