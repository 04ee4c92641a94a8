import { Group, Mesh, type Camera, type Scene, type WebGLRenderer } from 'three';
import type { AirwayResources } from './airway-materials.js';

interface Compiled {
  readonly gl: WebGLRenderer;
  readonly scene: Scene;
  readonly camera: Camera;
  readonly resources: AirwayResources;
}

/** Hands the shaders of the whole tree to the graphics card, which makes them beside this thread; the first frame then finds them there. */
export function compileAhead({ gl, scene, camera, resources }: Compiled): void {
  const parts = new Group();
  parts.add(
    new Mesh(resources.lumens, resources.lumen),
    new Mesh(resources.tree, resources.wall),
    new Mesh(resources.lobes, resources.lobe),
  );
  gl.compile(parts, camera, scene);
}
