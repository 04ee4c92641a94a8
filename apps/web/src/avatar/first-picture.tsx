import {
  createContext,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';

/** Whatever becomes of the picture, nothing waits longer for it than this. */
const WAITS_AT_MOST_MS = 2500;

interface FirstPicture {
  /** The picture has been drawn, or is not worth waiting for. */
  readonly isOver: boolean;
  /** Nothing waits from now on. */
  readonly over: () => void;
}

const FirstPictureContext = createContext<FirstPicture>({ isOver: true, over: () => undefined });

/**
 * A page whose picture comes first: what below asks for `useAfterPicture` waits until the picture has been drawn, cannot be drawn, is not on the
 * screen, or has taken too long.
 */
export function PictureFirst({ children }: { readonly children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);
  // What has waited is rendered in steps, so that the page stays free to answer.
  const over = useCallback(() => startTransition(() => setIsOver(true)), []);
  useEffect(() => {
    const timer = setTimeout(over, WAITS_AT_MOST_MS);
    return () => clearTimeout(timer);
  }, [over]);
  const first = useMemo(() => ({ isOver, over }), [isOver, over]);
  return <FirstPictureContext value={first}>{children}</FirstPictureContext>;
}

/** May what costs much be drawn now? true at once where no picture comes first. */
export function useAfterPicture(): boolean {
  return useContext(FirstPictureContext).isOver;
}

/** How the picture says that nothing needs to wait for it any more. */
export function usePictureOver(): () => void {
  return useContext(FirstPictureContext).over;
}

/** Stands where the picture would, when it cannot be drawn: then nothing waits for it. */
export function NoPicture({ children }: { readonly children: ReactNode }) {
  const over = usePictureOver();
  useEffect(over, [over]);
  return children;
}
