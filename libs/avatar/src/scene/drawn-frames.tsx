import { useFrame, useThree } from '@react-three/fiber';
import { Vector2, type DataTexture } from 'three';
import type { AvatarViewStore } from '../view/index.js';
import type { AirwayResources } from './airway-materials.js';

export interface DrawnFramesProps {
  readonly resources: AirwayResources;
  readonly view: AvatarViewStore;
  /** The second state; null: one picture of the own state. */
  readonly compared: DataTexture | null;
  /** After each frame, with the script that it took, ms. */
  readonly onDrawn: (frameMs: number) => void;
}

const size = new Vector2();

/**
 * Draws each frame: once, or twice from the same side, with the own state on the left and the compared one on the right. Beside each other
 * both pictures are whole; under the curtain they are one, parted at the divider.
 */
export function DrawnFrames({ resources, view, compared, onDrawn }: DrawnFramesProps): null {
  const gl = useThree((three) => three.gl);
  const scene = useThree((three) => three.scene);
  const camera = useThree((three) => three.camera);
  useFrame(() => {
    const fromMs = performance.now();
    if (compared === null) {
      gl.render(scene, camera);
      onDrawn(performance.now() - fromMs);
      return;
    }
    const { layout, curtain } = view.getState();
    const { x: width, y: height } = gl.getSize(size);
    const parted = Math.round(width * (layout === 'beside' ? 0.5 : curtain));
    const draw = (fromX: number, toX: number) => {
      if (layout === 'beside') gl.setViewport(fromX, 0, toX - fromX, height);
      gl.setScissor(fromX, 0, toX - fromX, height);
      gl.render(scene, camera);
    };
    // Both pictures together are what the frame costs.
    gl.info.autoReset = false;
    gl.info.reset();
    gl.setScissorTest(true);
    draw(0, parted);
    resources.showState(compared);
    draw(parted, width);
    resources.showState(resources.state);
    gl.setScissorTest(false);
    gl.setViewport(0, 0, width, height);
    onDrawn(performance.now() - fromMs);
    gl.info.autoReset = true;
  }, 1);
  return null;
}
