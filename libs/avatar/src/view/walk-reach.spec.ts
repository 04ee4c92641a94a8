import { describe, expect, it } from '@jest/globals';
import { airwayTree } from '@airway-twin/domain/airways';
import { avatarPose, type AvatarTwin } from '../pose/index.js';
import { airwaysOnWalk, placeOnWalk, walkPath } from './walk-path.js';
import { lumenAroundMm, nextForkMm, NARROWEST_WALKED_MM, reachableMm, walkedLumenMm } from './walk-reach.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const path = walkPath(tree, 'RB3');
const airways = airwaysOnWalk(tree, 'RB3');

function drawn(constriction: number, inflammation = 0): Float32Array {
  const trait = (mid: number) => ({ low: mid, mid, high: mid, known: true });
  const twin = {
    constriction: trait(constriction),
    inflammation: trait(inflammation),
    zone: { value: 'green', reasons: [], stale: false },
  } as unknown as AvatarTwin;
  return avatarPose(tree, twin).texels;
}

/** The open airways, with one of the way shut in one channel of its second texel. */
function shut(step: number, channel: 2 | 3): Float32Array {
  const texels = drawn(0);
  texels[4 * (tree.count + (airways[step] ?? 0)) + channel] = 1;
  return texels;
}

describe('how far one can walk', () => {
  it('is to the last drawn airway when the airways are open', () => {
    expect(reachableMm(path, tree, drawn(0))).toEqual({ mm: path.lengthMm, end: 'tip', segment: null });
  });

  it.each([
    ['closed by muscle', 2, 'closed'],
    ['filled by mucus', 3, 'mucus'],
  ] as const)('ends before an airway that is %s, in the airway before it', (_, channel, end) => {
    for (let step = 2; step < airways.length; step += 1) {
      const texels = shut(step, channel);
      const reach = reachableMm(path, tree, texels);
      expect(reach).toMatchObject({ end, segment: airways[step] });
      const closureMm = path.atMm[path.places.findIndex(({ segment }) => segment === airways[step])] ?? 0;
      expect(closureMm - reach.mm).toBeGreaterThan(1.4 * walkedLumenMm(tree, texels, airways[step - 1] ?? 0));
      expect(airways.slice(0, step)).toContain(placeOnWalk(path, reach.mm).segment);
    }
  });

  it('is no way at all when the first airway is shut', () => {
    expect(reachableMm(path, tree, shut(0, 3)).mm).toBe(0);
  });

  it('is shorter the narrower the airways are, and says why', () => {
    const reached = [0, 0.5, 0.7, 0.9].map((constriction) => reachableMm(path, tree, drawn(constriction, 0.6)));
    for (let at = 1; at < reached.length; at += 1)
      expect(reached[at]?.mm).toBeLessThanOrEqual(reached[at - 1]?.mm ?? 0);
    expect(reached.at(-1)?.mm).toBeLessThan(path.lengthMm);
    expect(['closed', 'narrow']).toContain(reached.at(-1)?.end);
  });

  it('never leads through an airway too narrow to look into', () => {
    const texels = drawn(0.8, 0.5);
    const reach = reachableMm(path, tree, texels);
    for (const [at, place] of path.places.entries())
      if ((path.atMm[at] ?? 0) <= reach.mm)
        expect(walkedLumenMm(tree, texels, place.segment)).toBeGreaterThanOrEqual(NARROWEST_WALKED_MM);
  });
});

describe('somebody who walks', () => {
  const texels = drawn(0.3, 0.3);

  it('comes from fork to fork, and at last to the end', () => {
    const forks: number[] = [];
    for (let mm = 0; mm < path.lengthMm; mm = nextForkMm(path, mm)) forks.push(mm);
    expect(forks.map((mm) => placeOnWalk(path, mm).segment)).toEqual(airways);
    expect(nextForkMm(path, path.lengthMm)).toBe(path.lengthMm);
  });

  it('has around him the lumen of the airway he is in, and no jump where he goes into the next', () => {
    expect(lumenAroundMm(path, tree, texels, 20)).toBeCloseTo(walkedLumenMm(tree, texels, 0), 6);
    for (let mm = 0; mm < path.lengthMm; mm += 0.25) {
      const [here, next] = [mm, mm + 0.25].map((at) => lumenAroundMm(path, tree, texels, at));
      expect(Math.abs((next ?? 0) - (here ?? 0))).toBeLessThan(0.3);
    }
  });
});
