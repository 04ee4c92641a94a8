import { scale, type AirwayTree } from '@airway-twin/domain/airways';
import { MathUtils, Vector3, type Box3, type PerspectiveCamera } from 'three';
import {
  airwayGoal,
  beforeMm,
  cutGoal,
  flight,
  FLIGHT_MS,
  nearBefore,
  OUTSIDE_FOV_DEGREES,
  steppedBack,
  type AvatarView,
  type AvatarViewStore,
  type CameraGoal,
} from '../view/index.js';
import { frameBox } from './camera-framing.js';
import { goalOf, placeCamera } from './camera-placing.js';
import { lookAround } from './look-around.js';
import { orbitingEye } from './orbiting-eye.js';
import { walkingEye } from './walking-eye.js';

/** How the depth of the picture is shown, mm from the eye. */
export interface SeenDepth {
  /** Between these the tree fades into the background. */
  readonly fadeFromMm: number;
  readonly fadeToMm: number;
  /** How strongly the lobes show, 0…1. */
  readonly lobes: number;
  /** Between these what stands before the looked-at airway dissolves; null: all is drawn. */
  readonly clear: { readonly goneMm: number; readonly wholeMm: number } | null;
  /** The eye has come into the airways: not yet on its way there. */
  readonly isInside: boolean;
}

export interface EyeRigOptions {
  readonly camera: PerspectiveCamera;
  readonly element: HTMLElement;
  readonly tree: AirwayTree;
  readonly box: Box3;
  readonly aspect: number;
  readonly parts: 1 | 2;
  readonly view: AvatarViewStore;
  readonly texels: () => Float32Array;
  readonly growth: () => number;
  readonly reduced: () => boolean;
  readonly onView: (seen: SeenDepth) => void;
  readonly invalidate: () => void;
}

/** The camera as the view leads it. */
export interface EyeRig {
  /** What a key does; false for a key that does nothing here. */
  readonly press: (key: string) => boolean;
  /** One frame more: a flight or a walk goes on, the eye inside is carried along by the breath. */
  readonly move: (seconds: number) => void;
  /** From the eye to what it looks at, mm. */
  readonly targetMm: () => number;
  /** From the eye to where things begin to stand before what it looks at, mm. */
  readonly clearMm: () => number;
  readonly dispose: () => void;
}

const TURN = 0.14;
const ZOOM = 0.88;
/** Before one airway what lies this many half pictures behind it has faded; inside, this many lumen radii ahead. */
const FADED_BEHIND = 5;
const FADED_AHEAD = 30;
/** Over this share of what is drawn before an airway it dissolves. */
const CLEARING = 0.4;

type Keys = Partial<Record<string, () => void>>;

/** Leads a camera: from outside by orbit, inside by the way walked, between both in flight. Starts at once where the view says. */
export function eyeRig(options: EyeRigOptions): EyeRig {
  const { camera, element, tree, box, aspect, parts, view, texels, growth, reduced, onView, invalidate } = options;
  const centre = box.getCenter(new Vector3());
  const depthMm = box.getSize(new Vector3()).length() / 2;
  camera.fov = OUTSIDE_FOV_DEGREES;
  const wholeMm = frameBox(camera, box, aspect);
  const whole = goalOf(camera, centre);
  let shown: CameraGoal = whole;
  let flying: { readonly at: (share: number) => CameraGoal; startedAtMs: number | null } | null = null;

  const describe = () => {
    const { standpoint } = view.getState();
    const awayMm = shown.distanceMm;
    // Close to the branches the lobes would only stand in the way.
    const lobes = MathUtils.clamp((awayMm / wholeMm - 0.35) / 0.4, 0, 1);
    const half = Math.tan((shown.fovDegrees * Math.PI) / 360) * awayMm;
    const tell = (fadeFromMm: number, fadeToMm: number, clear: SeenDepth['clear']) =>
      onView({ fadeFromMm, fadeToMm, lobes, clear, isInside: isInside() });
    if (isInside()) tell(0, FADED_AHEAD * walker.lumenMm(), null);
    else if (standpoint === 'whole') tell(awayMm - depthMm * 0.35, awayMm + depthMm * 0.75, null);
    else if (standpoint === 'cut') tell(awayMm, awayMm + Math.min(depthMm, FADED_BEHIND * half), null);
    else {
      const clear = { goneMm: camera.near, wholeMm: camera.near + CLEARING * (awayMm - camera.near) };
      tell(awayMm, awayMm + Math.min(depthMm, FADED_BEHIND * half), clear);
    }
  };
  const orbit = orbitingEye(camera, element, wholeMm, parts, () => {
    shown = orbit.now();
    describe();
    invalidate();
  });
  const walker = walkingEye(tree, view, texels);
  const look = lookAround(element, invalidate, walker.step);
  const isInside = () => view.getState().standpoint === 'inside' && flying === null;

  const goalFor = ({ airway, standpoint }: AvatarView): CameraGoal => {
    const segment = airway === null ? -1 : tree.name.indexOf(airway);
    if (standpoint === 'whole' || segment < 0) return whole;
    if (standpoint === 'inside') return walker.goal();
    const outerMm = texels()[4 * segment + 1] ?? 0;
    return standpoint === 'cut' ? cutGoal(tree, segment, outerMm, aspect) : airwayGoal(tree, segment, outerMm, aspect);
  };
  const arrive = () => {
    flying = null;
    const now = view.getState();
    if (now.standpoint === 'inside') {
      orbit.rest();
      look.begin();
      placeInside();
      invalidate();
    } else {
      look.end();
      const goal = goalFor(now);
      orbit.standAt(
        goal,
        now.standpoint === 'whole',
        now.standpoint === 'airway' ? goal.distanceMm - goal.nearMm : null,
      );
    }
  };
  const placeInside = () => {
    shown = walker.goal();
    placeCamera(camera, grown(shown, growth()));
    camera.quaternion.multiply(look.turned());
    describe();
  };
  const go = (now: AvatarView) => {
    if (reduced()) return arrive();
    orbit.rest();
    look.end();
    flying = { at: flight(shown, goalFor(now)), startedAtMs: null };
    invalidate();
  };
  const outsideKeys: Keys = {
    ArrowLeft: () => orbit.turn(-TURN, 0),
    ArrowRight: () => orbit.turn(TURN, 0),
    ArrowUp: () => orbit.turn(0, -TURN),
    ArrowDown: () => orbit.turn(0, TURN),
    '+': () => orbit.zoom(ZOOM),
    '=': () => orbit.zoom(ZOOM),
    '-': () => orbit.zoom(1 / ZOOM),
    '0': arrive,
  };
  const insideKeys: Keys = {
    ArrowUp: () => walker.step(1),
    ArrowDown: () => walker.step(-1),
    ArrowLeft: () => look.turn(TURN, 0),
    ArrowRight: () => look.turn(-TURN, 0),
    '0': look.begin,
  };
  const stop = view.subscribe((now, before) => {
    if (now.airway !== before.airway || now.standpoint !== before.standpoint) go(now);
    else invalidate();
  });
  arrive();

  return {
    press(key) {
      if (flying !== null && key !== 'Escape') return false;
      const now = view.getState();
      if (key === 'Escape') {
        if (now.standpoint === 'whole' && now.airway === null) return false;
        view.setState(steppedBack(now));
        return true;
      }
      if (key === 'Enter') {
        if (now.standpoint !== 'airway' && now.standpoint !== 'cut') return false;
        view.setState({ standpoint: now.standpoint === 'cut' ? 'airway' : 'cut' });
        return true;
      }
      const keys = now.standpoint === 'inside' ? insideKeys : outsideKeys;
      const act = keys[key];
      act?.();
      return act !== undefined;
    },
    move(seconds) {
      if (flying !== null) {
        const nowMs = performance.now();
        flying.startedAtMs ??= nowMs;
        const share = (nowMs - flying.startedAtMs) / FLIGHT_MS;
        if (share >= 1 || reduced()) return arrive();
        shown = flying.at(share);
        placeCamera(camera, shown);
        describe();
        invalidate();
      } else if (isInside()) {
        if (walker.walk(seconds, reduced())) invalidate();
        placeInside();
      }
    },
    targetMm: () => shown.distanceMm,
    clearMm() {
      const { airway, standpoint } = view.getState();
      // A cut has taken away what stood farther before it.
      if (standpoint !== 'cut' || airway === null) return camera.near;
      return nearBefore(shown.distanceMm, beforeMm(tree, tree.name.indexOf(airway)));
    },
    dispose() {
      stop();
      look.dispose();
      orbit.dispose();
    },
  };
}

/** A goal as the breath has moved it. */
function grown(goal: CameraGoal, growth: number): CameraGoal {
  return { ...goal, target: scale(goal.target, 1 + growth), distanceMm: goal.distanceMm * (1 + growth) };
}
