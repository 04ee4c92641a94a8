import { useEffect, useState, type RefObject } from 'react';

interface Cost {
  readonly calls: number;
  readonly triangles: number;
  readonly updateMs: number;
  readonly geometries: number;
  readonly textures: number;
}

/** What the drawn frame took, as the avatar itself says it. */
export function SpokenFigures({ stage }: { readonly stage: RefObject<HTMLElement | null> }) {
  const [cost, setCost] = useState<Cost | null>(null);
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const read = () => {
      const text = element.querySelector<HTMLElement>('[data-avatar-cost]')?.dataset['avatarCost'];
      setCost(text === undefined ? null : (JSON.parse(text) as Cost));
    };
    const watch = new MutationObserver(read);
    watch.observe(element, { attributes: true, childList: true, subtree: true, attributeFilter: ['data-avatar-cost'] });
    read();
    return () => watch.disconnect();
  }, [stage]);
  if (!cost) return null;
  return (
    <dl data-testid="playground-figures">
      <dt>Draw calls</dt>
      <dd>{cost.calls}</dd>
      <dt>Triangles</dt>
      <dd>{cost.triangles}</dd>
      <dt>Script for the newest change, ms</dt>
      <dd>{cost.updateMs}</dd>
      <dt>Geometries and textures held</dt>
      <dd>
        {cost.geometries} and {cost.textures}
      </dd>
    </dl>
  );
}
