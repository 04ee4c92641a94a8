import { describe, expect, it } from '@jest/globals';
import { airwayTree, LOBES, SEGMENTAL_BRONCHI, type AirwayName } from '@airway-twin/domain/airways';
import { WHOLE_TREE, type AvatarView } from './avatar-view.js';
import { namedPlaces, wantedNames } from './wanted-names.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const places = namedPlaces(tree);

function named(view: Partial<AvatarView>, hovered: AirwayName | null = null): string[] {
  return wantedNames({ ...WHOLE_TREE, ...view }, hovered, places).map(({ thing }) => thing.name);
}

describe('the names that the picture shows', () => {
  it('are none over the whole tree, unless somebody asks', () => {
    expect(named({})).toEqual([]);
    expect(named({}, 'RB6')).toEqual(['RB6']);
  });

  it('are, when asked for, the two sides, the five lobes and the segmental bronchi', () => {
    expect(named({ showsNames: true })).toEqual(['right', 'left', ...LOBES, ...SEGMENTAL_BRONCHI]);
  });

  it.each(['airway', 'cut'] as const)('close to an airway (%s) begin with that airway', (standpoint) => {
    const names = named({ standpoint, airway: 'left-main' }, 'LB6');
    expect(names.slice(0, 2)).toEqual(['left-main', 'LB6']);
    expect(new Set(names.slice(1))).toEqual(new Set(SEGMENTAL_BRONCHI));
    expect(named({ standpoint, airway: 'left-main', showsNames: true })).toContain('trachea');
  });

  it('are none inside: there the page says where one is', () => {
    expect(named({ standpoint: 'inside', airway: 'RB1', showsNames: true }, 'RB6')).toEqual([]);
  });

  it('put the patient’s right where the viewer’s left is, above the lung', () => {
    const side = (name: string) => places.find(({ thing }) => thing.name === name)?.place ?? [0, 0, 0];
    expect(side('right')[0]).toBeLessThan(-20);
    expect(side('left')[0]).toBeGreaterThan(20);
    for (const lobe of LOBES) expect(side('right')[2]).toBeGreaterThan(side(lobe)[2]);
  });
});
