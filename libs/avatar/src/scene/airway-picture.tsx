import { useThree } from '@react-three/fiber';
import { useEffect, useLayoutEffect, useState } from 'react';
import type { AirwayShapes } from '../geometry/index.js';
import { airwayResources } from './airway-materials.js';
import { AirwayMeshes, type AirwayMeshesProps } from './airway-meshes.js';
import { compileAhead } from './compile-ahead.js';

export interface AirwayPictureProps extends Omit<AirwayMeshesProps, 'shapes' | 'resources'> {
  /** null: still being modelled. */
  readonly shapes: AirwayShapes | null;
}

/** The tree as soon as there are shapes of it; its shaders are made while it is still being modelled. Another tree needs another key. */
export function AirwayPicture({ shapes, ...drawn }: AirwayPictureProps) {
  const gl = useThree((three) => three.gl);
  const scene = useThree((three) => three.scene);
  const camera = useThree((three) => three.camera);
  const [resources] = useState(() => airwayResources(drawn.pose.texels, drawn.theme));
  useEffect(() => () => resources.dispose(), [resources]);
  useLayoutEffect(() => compileAhead({ gl, scene, camera, resources }), [gl, scene, camera, resources]);
  return shapes && <AirwayMeshes {...drawn} shapes={shapes} resources={resources} />;
}
