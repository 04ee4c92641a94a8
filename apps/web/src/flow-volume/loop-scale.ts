/** A curve of flow over expired volume: volumes in L from full lungs, flows in L/s, in step. */
export interface Loop {
  readonly volumesLitres: readonly number[];
  readonly flowsLitresPerSecond: readonly number[];
}

export interface LoopScale {
  readonly x: (litres: number) => number;
  readonly y: (litresPerSecond: number) => number;
  readonly volumeTicks: readonly number[];
  readonly flowTicks: readonly number[];
}

export interface LoopFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Both axes from 0, up to the tick at or beyond the greatest value of any loop, so that nothing is cut off and nothing is stretched. */
export function loopScale(loops: readonly Loop[], frame: LoopFrame): LoopScale {
  const most = (values: (loop: Loop) => readonly number[]): number =>
    Math.max(1, ...loops.flatMap((loop) => values(loop)));
  const volumeTicks = ticksTo(most(({ volumesLitres }) => volumesLitres));
  const flowTicks = ticksTo(most(({ flowsLitresPerSecond }) => flowsLitresPerSecond));
  const width = frame.right - frame.left;
  const height = frame.bottom - frame.top;
  return {
    x: (litres) => frame.left + (litres / volumeTicks.at(-1)!) * width,
    y: (litresPerSecond) => frame.bottom - (litresPerSecond / flowTicks.at(-1)!) * height,
    volumeTicks,
    flowTicks,
  };
}

/** Round steps from 0 to the first one at or beyond `most`: six of them at most. */
export function ticksTo(most: number): readonly number[] {
  const step = [0.5, 1, 2, 5].find((each) => Math.ceil(most / each - 1e-9) <= 6) ?? 10;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_unused, index) => index * step);
}

/** The curve as an SVG path. */
export function loopPath({ volumesLitres, flowsLitresPerSecond }: Loop, { x, y }: LoopScale): string {
  const points = volumesLitres.map(
    (litres, at) => `${x(litres).toFixed(1)} ${y(flowsLitresPerSecond[at] ?? 0).toFixed(1)}`,
  );
  return points.length === 0 ? '' : `M${points.join('L')}`;
}

/** The area between two curves as a closed SVG path: along one and back along the other. */
export function bandPath(one: Loop, other: Loop, scale: LoopScale): string {
  const back: Loop = {
    volumesLitres: other.volumesLitres.toReversed(),
    flowsLitresPerSecond: other.flowsLitresPerSecond.toReversed(),
  };
  return `${loopPath(one, scale)}L${loopPath(back, scale).slice(1)}Z`;
}
