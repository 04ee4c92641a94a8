import { describe, expect, it } from '@jest/globals';
import { AIRWAY_NAMES, airwayTree, lobeAt, SEGMENTAL_BRONCHI } from '@airway-twin/domain/airways';
import { airwayPlaces, bronchialMesh, lobePlaces } from './index.js';

const tree = airwayTree({ ageYears: 12, heightCm: 150, sex: 'male', seed: 4 });
const places = airwayPlaces(tree);

describe('the names on the picture', () => {
  it('name every airway once, each drawn, each on its side: the patient’s left is on the viewer’s right', () => {
    expect(places.map(({ name }) => name)).toEqual(AIRWAY_NAMES);
    const mesh = bronchialMesh(tree, 'light');
    const drawn = new Set(
      [...mesh.weights.keys()].flatMap((at) =>
        at % 4 < 3 && (mesh.weights[at] ?? 0) > 0.5 ? [mesh.segments[at]] : [],
      ),
    );
    for (const { name, segment, side, middle } of places) {
      expect(drawn).toContain(segment);
      if (side === 'left') expect(middle[0]).toBeGreaterThan(0);
      if (side === 'right') expect(middle[0]).toBeLessThan(0);
      if (/^[RL]B/.test(name)) expect(side).toBe(name.startsWith('R') ? 'right' : 'left');
    }
  });

  it('put every segmental bronchus into its lobe: what grows from it lies there', () => {
    let [all, within] = [0, 0];
    for (const name of SEGMENTAL_BRONCHI) {
      const place = places.find((one) => one.name === name);
      const behind = [...tree.parent.keys()].filter((airway) => {
        let at = airway;
        while (at > 0 && at !== place?.segment) at = tree.parent[at] ?? -1;
        return at === place?.segment && airway !== at;
      });
      const inside = behind.filter((airway) => {
        const [x = 0, y = 0, z = 0] = tree.endMm.subarray(3 * airway, 3 * airway + 3);
        return lobeAt([x, y, z], tree.bodyScale) === place?.lobe;
      });
      expect(inside.length / behind.length).toBeGreaterThan(0.5);
      all += behind.length;
      within += inside.length;
    }
    expect(within / all).toBeGreaterThan(0.85);
  });

  it('put the name of each lobe into that lobe', () => {
    for (const { lobe, middle } of lobePlaces(tree)) expect(lobeAt(middle, tree.bodyScale)).toBe(lobe);
  });
});
