import { useEffect, useState, type RefObject } from 'react';
import { useSpeech } from '../i18n/speech.js';

interface WholeScreenProps {
  /** What takes the whole screen. */
  readonly of: RefObject<HTMLElement | null>;
  readonly className: string;
}

/** Gives the picture and how to look at it the whole screen, and gives it back. Not there where the browser does not let pages do so. */
export function WholeScreen({ of, className }: WholeScreenProps) {
  const { say } = useSpeech();
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    const changed = () => setIsWhole(of.current !== null && document.fullscreenElement === of.current);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, [of]);
  if (!document.fullscreenEnabled) return null;
  // A browser that refuses leaves the page as it is: nothing to say.
  const toggle = () => {
    const done = isWhole ? document.exitFullscreen() : of.current?.requestFullscreen();
    done?.catch(() => undefined);
  };
  return (
    <button type="button" className={className} aria-pressed={isWhole} onClick={toggle} data-testid="view-whole-screen">
      {say(isWhole ? 'view.leaveWholeScreen' : 'view.wholeScreen')}
    </button>
  );
}
