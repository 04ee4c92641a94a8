import { Euler, MathUtils, Quaternion } from 'three';

/** The farthest that one looks aside of the way, and what a drag over the whole height of the picture turns, radians. */
const FARTHEST = 1.1;
const TURN_PER_HEIGHT = 2.2;

/** Looking aside while the eye is inside the airways: by drag; the wheel walks. Works between `begin` and `end`. */
export interface LookAround {
  /** From here on, straight ahead. */
  readonly begin: () => void;
  readonly end: () => void;
  /** To the left and up, radians. */
  readonly turn: (left: number, up: number) => void;
  /** What the drag turns the camera by. */
  readonly turned: () => Quaternion;
  readonly dispose: () => void;
}

/** Looking aside by drag over `element`. `onTurned` is called after each turn, `onSteps` with the steps ahead that the wheel asks for. */
export function lookAround(element: HTMLElement, onTurned: () => void, onSteps: (steps: number) => void): LookAround {
  let isOn = false;
  let left = 0;
  let up = 0;
  const euler = new Euler(0, 0, 0, 'YXZ');
  const quaternion = new Quaternion();
  const turn = (moreLeft: number, moreUp: number) => {
    left = MathUtils.clamp(left + moreLeft, -FARTHEST, FARTHEST);
    up = MathUtils.clamp(up + moreUp, -FARTHEST, FARTHEST);
    onTurned();
  };
  const drag = (event: PointerEvent) => {
    if (!isOn || event.buttons === 0) return;
    const share = TURN_PER_HEIGHT / Math.max(1, element.clientHeight);
    turn(event.movementX * share, event.movementY * share);
  };
  const roll = (event: WheelEvent) => {
    if (!isOn) return;
    event.preventDefault();
    onSteps(-Math.sign(event.deltaY));
  };
  element.addEventListener('pointermove', drag);
  element.addEventListener('wheel', roll, { passive: false });
  return {
    begin() {
      isOn = true;
      left = up = 0;
      onTurned();
    },
    end() {
      isOn = false;
    },
    turn,
    turned: () => quaternion.setFromEuler(euler.set(up, left, 0)),
    dispose() {
      element.removeEventListener('pointermove', drag);
      element.removeEventListener('wheel', roll);
    },
  };
}
