import { add, cross, scale, unit, type Vector } from '@airway-twin/domain/airways';
import type { TubeRing } from './tube-path.js';

/** Which radii a vertex follows. */
export interface Binding {
  readonly segment: number;
  readonly parent: number;
}

/** Moves and turns a vertex where its tube meets a sister's: given its foot, offset and normal, what they become. */
export type Fillet = (foot: Vector, outward: Vector, blend: number) => { offset: Vector; normal: Vector };

export type MeshDraft = ReturnType<typeof meshDraft>;

/** Collects tubes and their ends into one set of vertex buffers. Triangles face outwards. */
export function meshDraft() {
  const foot: number[] = [];
  const radial: number[] = [];
  const normal: number[] = [];
  const tangent: number[] = [];
  const binding: number[] = [];
  const indices: number[] = [];

  function vertex(ring: TubeRing, offset: Vector, facing: Vector, { segment, parent }: Binding, blendSlope: number) {
    foot.push(...ring.foot);
    radial.push(...offset);
    normal.push(...facing);
    tangent.push(...ring.tangent);
    binding.push(segment, parent, ring.blend, blendSlope);
    return foot.length / 3 - 1;
  }

  function outwards(ring: TubeRing, side: number, sides: number): Vector {
    const angle = (2 * Math.PI * side) / sides;
    const other = unit(cross(ring.tangent, ring.across));
    return add(scale(ring.across, Math.cos(angle)), scale(other, Math.sin(angle)));
  }

  function joinRings(lower: number, upper: number, sides: number) {
    for (let side = 0; side < sides; side += 1) {
      const next = (side + 1) % sides;
      indices.push(lower + side, lower + next, upper + side);
      indices.push(lower + next, upper + next, upper + side);
    }
  }

  return {
    /** The side wall of a tube through these rings. */
    tube(rings: readonly TubeRing[], sides: number, bound: Binding, fillet?: Fillet): void {
      let below: number | null = null;
      for (const ring of rings) {
        const start = foot.length / 3;
        for (let side = 0; side < sides; side += 1) {
          const out = outwards(ring, side, sides);
          const met = fillet?.(ring.foot, scale(out, ring.shrink), ring.blend);
          vertex(
            ring,
            met?.offset ?? scale(out, ring.shrink),
            met?.normal ?? out,
            bound,
            ring.blendSlope * ring.shrink,
          );
        }
        if (below !== null) joinRings(below, start, sides);
        below = start;
      }
    },

    /** A dome on the far end of a tube whose last ring is `ring`; `steps` rings high. */
    roundEnd(ring: TubeRing, sides: number, bound: Binding, steps: number): void {
      let below = foot.length / 3 - sides;
      for (let step = 1; step < steps; step += 1) {
        const angle = (Math.PI / 2) * (step / steps);
        const start = foot.length / 3;
        for (let side = 0; side < sides; side += 1) {
          const out = outwards(ring, side, sides);
          const offset = add(scale(out, Math.cos(angle)), scale(ring.tangent, Math.sin(angle)));
          vertex(ring, offset, offset, bound, 0);
        }
        joinRings(below, start, sides);
        below = start;
      }
      const tip = vertex(ring, ring.tangent, ring.tangent, bound, 0);
      for (let side = 0; side < sides; side += 1) indices.push(below + side, below + ((side + 1) % sides), tip);
    },

    /** A flat cut across the near end of a tube. */
    flatEnd(ring: TubeRing, sides: number, bound: Binding): void {
      const facing = scale(ring.tangent, -1);
      const start = foot.length / 3;
      for (let side = 0; side < sides; side += 1) vertex(ring, outwards(ring, side, sides), facing, bound, 0);
      const centre = vertex(ring, [0, 0, 0], facing, bound, 0);
      for (let side = 0; side < sides; side += 1) indices.push(start + ((side + 1) % sides), start + side, centre);
    },

    indexCount: () => indices.length,

    finish: () => ({
      vertexCount: foot.length / 3,
      triangleCount: indices.length / 3,
      foot: Float32Array.from(foot),
      radial: Float32Array.from(radial),
      normal: Float32Array.from(normal),
      tangent: Float32Array.from(tangent),
      binding: Float32Array.from(binding),
      indices: Uint32Array.from(indices),
    }),
  };
}
