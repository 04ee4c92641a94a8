import { describe, expect, it } from '@jest/globals';
import { avatarPose } from '@airway-twin/avatar/pose';
import { reachableMm, walkPath } from '@airway-twin/avatar/view';
import { airwayTree, crossSection } from '@airway-twin/domain/airways';
import type { TraitBand } from '@airway-twin/domain/twin';
import { createSpeech } from '../i18n/speech.js';
import { aTwin } from '../testing/builders.js';
import type { DrawnTwin } from './drawn-twin.js';
import { walkReading, type WalkedState } from './walk-reading.js';
import { myWalkSentence, walkSentence } from './walk-words.js';

const TREE = airwayTree({ ageYears: 9, heightCm: 134, sex: 'female', seed: 7 });
const band = (mid: number, known = true): TraitBand => ({ low: mid, mid, high: mid, known });
const english = createSpeech('en');

function walkedIn(twin: DrawnTwin): WalkedState {
  const path = walkPath(TREE, 'left-main');
  const { texels } = avatarPose(TREE, twin);
  return { tree: TREE, path, texels, reach: reachableMm(path, TREE, texels) };
}

describe('a place on a walk inside the airways', () => {
  const twin = aTwin({ constriction: band(0.3), inflammation: band(0.4) });
  const walked = walkedIn(twin);

  it('begins in the windpipe, with the width that the cross-section gives for it', () => {
    const { airway, diameterMm, end } = walkReading(walked, 0);
    expect([airway, end]).toEqual(['trachea', null]);
    const { lumenRadiusMm } = crossSection(TREE, 0, { constriction: 0.3, inflammation: 0.4 });
    expect(diameterMm).toBeCloseTo(2 * lumenRadiusMm, 4);
  });

  it('passes the airway that was chosen, and keeps a name where airways have none', () => {
    const names = Array.from({ length: 200 }, (_unused, at) => walkReading(walked, at).airway);
    expect(names).toContain('left-main');
    expect(names.at(-1)).not.toBe('trachea');
  });

  it('is said to be estimated, from old data where they are', () => {
    const said = walkSentence(english, TREE, walkReading(walked, 0), false);
    expect(said).toMatch(/^Windpipe \(trachea\), \d+(\.\d)? mm across \(estimated\)$/);
    expect(walkSentence(english, TREE, walkReading(walked, 0), true)).toContain('old data');
    expect(myWalkSentence(english, TREE, walkReading(walked, 0), false)).toMatch(/^Your windpipe: about \d+ mm wide/);
  });

  it('has no width where the airways are not known', () => {
    const unknown = walkedIn(aTwin({ constriction: band(0.5, false) }));
    const reading = walkReading(unknown, 10);
    expect(reading.diameterMm).toBeNull();
    expect(walkSentence(english, TREE, reading, false)).not.toMatch(/\d mm/);
  });

  it('is the end of the walk where the way is no longer open, with the airway that ends it', () => {
    const tight = walkedIn(aTwin({ constriction: band(1), inflammation: band(1) }));
    expect(tight.reach.mm).toBeLessThan(tight.path.lengthMm);
    const { end } = walkReading(tight, tight.reach.mm);
    expect(['closed', 'narrow']).toContain(end?.why);
    expect(walkReading(tight, tight.reach.mm / 2).end).toBeNull();
  });
});
