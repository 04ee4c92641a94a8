import { useThree } from '@react-three/fiber';
import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect } from 'react';
import { cutRegion, type AvatarView, type AvatarViewStore } from '../view/index.js';
import type { AirwayResources } from './airway-materials.js';

export interface CutFacesProps {
  readonly resources: AirwayResources;
  readonly tree: AirwayTree;
  readonly view: AvatarViewStore;
}

/** The faces of the cut, and the dress of the airways for the standpoint and the target that the view names. Belongs into the group of the tree. */
export function CutFaces({ resources, tree, view }: CutFacesProps) {
  const invalidate = useThree((three) => three.invalidate);
  useEffect(() => {
    const dress = ({ airway, standpoint, target }: AvatarView) => {
      const segment = airway === null ? -1 : tree.name.indexOf(airway);
      resources.setCut(standpoint === 'cut' && segment >= 0 ? cutRegion(tree, segment) : null);
      resources.setTarget(target);
      invalidate();
    };
    dress(view.getState());
    return view.subscribe((now, before) => {
      if (now.airway !== before.airway || now.standpoint !== before.standpoint || now.target !== before.target)
        dress(now);
    });
  }, [resources, tree, view, invalidate]);
  return <mesh geometry={resources.faces} material={resources.face} renderOrder={3} frustumCulled={false} />;
}
