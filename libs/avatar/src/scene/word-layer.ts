import { add, scale, subtract, unit, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { Vector3 } from 'three';
import {
  isHidden,
  pixelMm,
  placedWords,
  scaleBar,
  wantedNames,
  type AvatarViewStore,
  type AvatarWords,
  type NamedPlace,
  type PictureBox,
  type WantedWord,
} from '../view/index.js';
import { patientOf, sceneOf } from './camera-placing.js';
import { knownCut, type KnownCut } from './known-cut.js';
import type { SeenFrame, SeenPicture } from './seen-picture.js';

/** The scale stands in the lower right corner; it takes at most this share of the picture and these pixels. */
const SCALE_INSET_PX = 10;
const SCALE_SHARE = 0.3;
const SCALE_MOST_PX = 150;
/** Room between a word and what it names. */
const BESIDE_PX = 6;
/** Close up, what lies deeper than this many half pictures before or behind what is looked at has no name. */
const NAMED_DEPTH = 2;

/** What `chosenStyle` may set. */
const PLAIN: Partial<CSSStyleDeclaration> = { background: '', boxShadow: '', borderRadius: '' };

interface MeasuredElement {
  readonly element: HTMLElement;
  readonly width: number;
  readonly height: number;
}

/** Lays the words of a layer, whose elements carry `data-names`, over the frame that was drawn last. Call `lay` after each frame. */
export function wordLayer(
  layer: HTMLElement,
  tree: AirwayTree,
  places: readonly NamedPlace[],
  view: AvatarViewStore,
  seen: SeenPicture,
  words: AvatarWords,
  chosenStyle: Partial<CSSStyleDeclaration>,
): { readonly lay: () => void; readonly measure: () => void } {
  const cutOf = knownCut(tree);
  const elements = new Map<string, MeasuredElement>();
  const measure = () => {
    for (const element of layer.querySelectorAll<HTMLElement>('[data-names]')) {
      const { offsetWidth: width, offsetHeight: height } = element;
      elements.set(element.dataset['names'] ?? '', { element, width, height });
    }
    before = '';
  };
  const bar = layer.querySelector<HTMLElement>('[data-testid="scale-bar"]');
  let before = '';

  const lay = () => {
    const frame = seen.frame();
    if (frame === null) return;
    const { airway, standpoint, showsNames } = view.getState();
    const now = [airway, standpoint, showsNames, seen.hovered(), ...stanceOf(frame)].join(' ');
    if (now === before) return;
    before = now;
    layer.style.width = `${frame.widthPx}px`;
    const written = writtenBeside(layer);
    const taken = [...layBar(bar, frame, standpoint !== 'inside', words, written), ...written];
    const cut = cutOf({ airway, standpoint });
    const behind = (place: Vector, segment: number) => isBehindOthers(tree, place, segment, frame, cut);
    let chosen: HTMLElement | null = null;
    const wanted = wantedNames({ airway, standpoint, showsNames }, seen.hovered(), places).flatMap((place) => {
      const own = elements.get(`${place.thing.kind}:${place.thing.name}`);
      if (!own || own.width === 0) return [];
      // A name does not stand where a cut has taken its airway away.
      const isGone = place.airway !== null && cut?.isGone(place.airway.segment, place.place);
      if (isGone && place.thing.name !== airway) return [];
      const isChosen = place.thing.name === airway || place.thing.name === seen.hovered();
      if (place.thing.name === airway) chosen = own.element;
      const projected = wantedWord(place, frame, isChosen, standpoint !== 'whole', behind);
      return projected ? [{ own, word: { ...projected, width: own.width, height: own.height } }] : [];
    });
    const placed = placedWords(
      wanted.map(({ word }) => word),
      { width: frame.widthPx, height: frame.heightPx },
      taken,
    );
    const shown = new Map(wanted.map(({ own }, at) => [own.element, placed[at] ?? null]));
    for (const { element } of elements.values()) {
      stand(element, shown.get(element) ?? null);
      element.toggleAttribute('data-chosen', element === chosen);
      Object.assign(element.style, element === chosen ? chosenStyle : PLAIN);
    }
  };
  measure();
  return { lay, measure };
}

/** The scale, above what is written in its corner, and the room that it takes. */
function layBar(
  bar: HTMLElement | null,
  frame: SeenFrame,
  isShown: boolean,
  words: AvatarWords,
  written: readonly PictureBox[],
): PictureBox[] {
  const [text, line] = bar?.children ?? [];
  if (!bar || !(text instanceof HTMLElement) || !(line instanceof HTMLElement)) return [];
  if (!isShown) {
    bar.style.visibility = 'hidden';
    delete bar.dataset['scaleBarMm'];
    return [];
  }
  const mm = pixelMm(frame.targetMm, frame.camera.fov, frame.heightPx);
  const { lengthMm, widthPx } = scaleBar(mm, Math.min(SCALE_MOST_PX, SCALE_SHARE * frame.widthPx));
  const said = words.millimetres(lengthMm);
  if (text.textContent !== said) text.textContent = said;
  line.style.width = `${widthPx}px`;
  bar.dataset['scaleBarMm'] = String(lengthMm);
  bar.dataset['scaleBarPx'] = String(widthPx);
  const { offsetWidth: width, offsetHeight: height } = bar;
  const left = frame.widthPx - SCALE_INSET_PX - width;
  const below = written.filter((other) => other.left + other.width > left && other.top > frame.heightPx / 2);
  const bottom = Math.min(frame.heightPx, ...below.map(({ top }) => top)) - SCALE_INSET_PX;
  const box = { left, top: bottom - height, width, height };
  stand(bar, box);
  return [box];
}

/** What else is written on the picture: no word stands there. */
function writtenBeside(layer: HTMLElement): PictureBox[] {
  const origin = layer.getBoundingClientRect();
  return [...(layer.parentElement?.querySelectorAll(':scope > p') ?? [])].map((other) => {
    const { left, top, width, height } = other.getBoundingClientRect();
    return { left: left - origin.left, top: top - origin.top, width, height };
  });
}

const point = new Vector3();

/** Where a point of the patient stands in the picture, CSS pixels, and how far it is from the eye's plane, mm. */
function projected(at: Vector, { camera, growth, widthPx, heightPx }: SeenFrame) {
  sceneOf(scale(at, 1 + growth), point).applyMatrix4(camera.matrixWorldInverse);
  const deepMm = -point.z;
  point.applyMatrix4(camera.projectionMatrix);
  return { x: ((point.x + 1) / 2) * widthPx, y: ((1 - point.y) / 2) * heightPx, deepMm };
}

function wantedWord(
  { place, airway }: NamedPlace,
  frame: SeenFrame,
  isChosen: boolean,
  isClose: boolean,
  isBehind: (place: Vector, segment: number) => boolean,
): Omit<WantedWord, 'width' | 'height'> | null {
  const { x, y, deepMm } = projected(place, frame);
  if (deepMm <= frame.camera.near) return null;
  if (airway === null) return { x, y, beside: null, always: false };
  const halfMm = Math.tan((frame.camera.fov * Math.PI) / 360) * frame.targetMm;
  if (isClose && !isChosen) {
    if (Math.abs(deepMm - frame.targetMm) > NAMED_DEPTH * halfMm) return null;
    if (isBehind(place, airway.segment)) return null;
  }
  const reachPx = frame.outerMm(airway.segment) / pixelMm(deepMm, frame.camera.fov, frame.heightPx) + BESIDE_PX;
  const ahead = projected(add(place, airway.along), frame);
  const seenMm = Math.hypot(ahead.x - x, ahead.y - y);
  const [acrossX, acrossY] = seenMm > 1e-3 ? [(y - ahead.y) / seenMm, (ahead.x - x) / seenMm] : [1, 0];
  // To the right first, where both sides are free.
  const sign = acrossX < 0 ? -1 : 1;
  return { x, y, beside: { reachPx, acrossX: sign * acrossX, acrossY: sign * acrossY }, always: isChosen };
}

/** Does something that is drawn stand between the eye and the place of a name? */
function isBehindOthers(
  tree: AirwayTree,
  place: Vector,
  segment: number,
  { camera, clearMm, growth, outerMm }: SeenFrame,
  cut: KnownCut | null,
): boolean {
  const at = scale(place, 1 + growth);
  const eye = patientOf(camera.position);
  const from = add(eye, scale(unit(subtract(at, eye)), clearMm));
  const still = 1 / (1 + growth);
  return isHidden(
    tree,
    outerMm,
    scale(from, still),
    place,
    outerMm(segment),
    (other) => other === segment || cut?.isHidden(other) === true,
  );
}

function stanceOf({ camera, growth, widthPx, heightPx, targetMm }: SeenFrame): number[] {
  return [...camera.matrixWorld.elements, camera.fov, growth, widthPx, heightPx, targetMm];
}

function stand(element: HTMLElement, box: PictureBox | null): void {
  element.style.visibility = box === null ? 'hidden' : 'visible';
  if (box !== null) element.style.transform = `translate(${box.left.toFixed(1)}px, ${box.top.toFixed(1)}px)`;
}
