/** How many airways a vertex may follow. */
export const FOLLOWED = 3;

/**
 * The vertices of all airways, without radii: a vertex stands at `foot + R · offset` with R = Σ weight · radius of the airways it follows.
 * The lumen and the outer wall are the same buffers with other radii. Numbers per vertex in brackets.
 */
export interface BoundVertices {
  /** Point on the centreline, mm (3), as are offset, normal and tangent (3 each; mm for a radius of 1 mm, unit, unit). */
  readonly foot: Float32Array;
  readonly offset: Float32Array;
  readonly normal: Float32Array;
  readonly tangent: Float32Array;
  /** The airways followed, fewer than three repeated with weight 0 (3), and what the vertex belongs to: a `PART`. */
  readonly segments: Float32Array;
  /** Weights that add up to 1 (3), and how fast the radius as modelled changes along the airway, mm per mm. */
  readonly weights: Float32Array;
  /** d(weight)/ds along the airway, per mm (3). */
  readonly slopes: Float32Array;
}

/** One mesh of all airways, baked once for a tree. Every buffer is plain, so that it can be handed over from a worker. */
export interface BronchialMesh extends BoundVertices {
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly indices: Uint32Array;
  /** Indices before this one belong to the smooth central surface, the rest to the tubes of the twigs. */
  readonly smoothIndexCount: number;
}

/** Parts of the mesh that are drawn in their own way. */
export const PART = { smooth: 0, cut: 1, twig: 2 } as const;

/** One vertex while it is made. */
export interface Vertex {
  readonly foot: readonly number[];
  readonly offset: readonly number[];
  readonly normal: readonly number[];
  readonly tangent: readonly number[];
  readonly segments: readonly number[];
  readonly weights: readonly number[];
  readonly restSlope: number;
  readonly slopes: readonly number[];
  readonly part: (typeof PART)[keyof typeof PART];
}

/** Collects vertices and triangles into the buffers of a mesh. */
export function vertexDraft() {
  const foot: number[] = [];
  const offset: number[] = [];
  const normal: number[] = [];
  const tangent: number[] = [];
  const segments: number[] = [];
  const weights: number[] = [];
  const slopes: number[] = [];
  const indices: number[] = [];
  return {
    /** Adds a vertex and returns its number. */
    vertex(one: Vertex): number {
      foot.push(...one.foot);
      offset.push(...one.offset);
      normal.push(...one.normal);
      tangent.push(...one.tangent);
      segments.push(...one.segments, one.part);
      weights.push(...one.weights, one.restSlope);
      slopes.push(...one.slopes);
      return foot.length / 3 - 1;
    },
    triangle(a: number, b: number, c: number): void {
      indices.push(a, b, c);
    },
    vertexCount: () => foot.length / 3,
    indexCount: () => indices.length,
    finish: (smoothIndexCount: number): BronchialMesh => ({
      vertexCount: foot.length / 3,
      triangleCount: indices.length / 3,
      foot: Float32Array.from(foot),
      offset: Float32Array.from(offset),
      normal: Float32Array.from(normal),
      tangent: Float32Array.from(tangent),
      segments: Float32Array.from(segments),
      weights: Float32Array.from(weights),
      slopes: Float32Array.from(slopes),
      indices: Uint32Array.from(indices),
      smoothIndexCount,
    }),
  };
}

export type VertexDraft = ReturnType<typeof vertexDraft>;

/** The radius that each vertex is drawn with for these radii per airway, mm. */
export function vertexRadius(mesh: BoundVertices, vertex: number, radiusMm: ArrayLike<number>): number {
  let radius = 0;
  for (let at = 0; at < FOLLOWED; at += 1)
    radius += (mesh.weights[4 * vertex + at] ?? 0) * (radiusMm[mesh.segments[4 * vertex + at] ?? 0] ?? 0);
  return radius;
}

/** Where the vertices stand for these radii per airway, mm: what the vertex shader does, for tests and measurements. */
export function standingVertices(mesh: BronchialMesh, radiusMm: ArrayLike<number>): Float32Array {
  const placed = new Float32Array(3 * mesh.vertexCount);
  for (let vertex = 0; vertex < mesh.vertexCount; vertex += 1) {
    const radius = vertexRadius(mesh, vertex, radiusMm);
    for (let axis = 0; axis < 3; axis += 1)
      placed[3 * vertex + axis] = (mesh.foot[3 * vertex + axis] ?? 0) + radius * (mesh.offset[3 * vertex + axis] ?? 0);
  }
  return placed;
}

/** The factor by which the corners of a polygon of `sides` sides stand out, so that its area is that of the circle it stands for. */
export function trueArea(sides: number): number {
  const angle = (2 * Math.PI) / sides;
  return Math.sqrt(angle / Math.sin(angle));
}
