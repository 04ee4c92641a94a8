import { describe, expect, it } from '@jest/globals';
import { airwayTree, LOBES } from '@airway-twin/domain/airways';
import { avatarPose, poseChannel, STATE_CHANNELS, type AvatarPose, type AvatarTwin } from '../pose/index.js';
import { airParticleSeats, airPlace, airWays, type AirPlace } from './index.js';

const tree = airwayTree({ ageYears: 10, heightCm: 140, sex: 'female', seed: 7 });
const seats = airParticleSeats(4096);

function posed(c: number, i: number, pattern = { seed: 3, spread: 0, mucusScore: 0 }, exaggeration = 1): AvatarPose {
  const band = (mid: number) => ({ mid, low: mid, high: mid, known: true });
  const twin = { constriction: band(c), inflammation: band(i), zone: { stale: false }, lungFunction: null };
  return avatarPose(tree, twin as unknown as AvatarTwin, { pattern, exaggeration });
}

const healthy = posed(0, 0);
const narrowed = posed(0.6, 0.4);
const patchy = posed(0.75, 0.6, { seed: 3, spread: 0.5, mucusScore: 12 });

function placesIn(pose: AvatarPose, movedMl: number): AirPlace[] {
  const ways = airWays(tree, pose.texels);
  return Array.from({ length: seats.count }, (_, at) => airPlace(ways, seats, at, movedMl)).flatMap(
    (place) => place ?? [],
  );
}

function outsideMm(place: AirPlace, radiusMm: ArrayLike<number>): number {
  const at = 3 * place.airway;
  const start = [0, 1, 2].map((axis) => tree.startMm[at + axis] ?? 0);
  const along = [0, 1, 2].map((axis) => (tree.endMm[at + axis] ?? 0) - (start[axis] ?? 0));
  const from = place.pointMm.map((value, axis) => value - (start[axis] ?? 0));
  const share =
    from.reduce((sum, value, axis) => sum + value * (along[axis] ?? 0), 0) / along.reduce((sum, a) => sum + a * a, 0);
  const t = Math.min(1, Math.max(0, share));
  return Math.hypot(...from.map((value, axis) => value - t * (along[axis] ?? 0))) - (radiusMm[place.airway] ?? 0);
}

function blockedIn(pose: AvatarPose): boolean[] {
  const [closed, mucus] = [poseChannel(pose, 1, 2), poseChannel(pose, 1, 3)];
  const blocked: boolean[] = [];
  tree.parent.forEach((parent, airway) =>
    blocked.push(closed[airway] === 1 || mucus[airway] === 1 || (blocked[parent] ?? false)),
  );
  return blocked;
}

describe('how fast the air is drawn', () => {
  it('is flow divided by area in every airway, healthy or narrowed', () => {
    for (const pose of [healthy, narrowed, patchy]) {
      const [share, radiusMm] = [poseChannel(pose, 2, 0), poseChannel(pose, 2, 1)];
      const moving = placesIn(pose, 7).filter(({ speedAtOneLitre }) => speedAtOneLitre > 0);
      expect(moving.length).toBeGreaterThan(3000);
      for (const { airway, speedAtOneLitre } of moving) {
        const areaM2 = Math.PI * ((radiusMm[airway] ?? NaN) / 1000) ** 2;
        expect((speedAtOneLitre * areaM2) / (1e-3 * (share[airway] ?? NaN))).toBeCloseTo(1, 2);
      }
    }
  });

  it('is the speed at which its particles really go as air comes in', () => {
    const ways = airWays(tree, narrowed.texels);
    const inTheMiddle = { count: seats.count, seat: seats.seat.map((value, at) => (at % 3 === 0 ? value : 0)) };
    let seen = 0;
    for (let at = 0; at < seats.count; at += 7) {
      const before = airPlace(ways, inTheMiddle, at, 3);
      const after = airPlace(ways, inTheMiddle, at, 3.0005);
      if (!before || !after || before.speedAtOneLitre !== after.speedAtOneLitre) continue;
      const wentMm = Math.hypot(...before.pointMm.map((value, axis) => value - (after.pointMm[axis] ?? 0)));
      expect(wentMm / 0.0005 / before.speedAtOneLitre).toBeCloseTo(1, 1);
      seen += 1;
    }
    expect(seen).toBeGreaterThan(200);
  });

  it('is four times as fast where the radius is half as wide', () => {
    const halved: AvatarPose = { segments: healthy.segments, texels: healthy.texels.slice() };
    const airway = tree.name.indexOf('right-basal');
    const at = STATE_CHANNELS * (2 * tree.count + airway) + 1;
    halved.texels[at] = (healthy.texels[at] ?? 0) / 2;
    const speed = (pose: AvatarPose) =>
      placesIn(pose, 0).find((place) => place.airway === airway)?.speedAtOneLitre ?? NaN;
    expect(speed(halved) / speed(healthy)).toBeCloseTo(4, 3);
  });

  it('reverses as the air goes out: the same volume brings every particle back', () => {
    const ways = airWays(tree, patchy.texels);
    const there = airPlace(ways, seats, 100, 12.5);
    expect(airPlace(ways, seats, 100, 12.5 + 4)?.pointMm).not.toEqual(there?.pointMm);
    expect(airPlace(ways, seats, 100, 12.5 + 4 - 4)?.pointMm).toEqual(there?.pointMm);
  });
});

describe('where the air is drawn', () => {
  it('is inside the lumen, at every moment and in every state', () => {
    for (const pose of [healthy, narrowed, patchy, posed(1, 1), posed(0.3, 0.2, undefined, 2)]) {
      const [trueMm, drawnMm] = [poseChannel(pose, 2, 1), poseChannel(pose, 0, 0)];
      const radiusMm = trueMm.map((radius, airway) => Math.min(radius, drawnMm[airway] ?? 0));
      for (const movedMl of [0, 3.3, 11.7]) {
        const places = placesIn(pose, movedMl);
        expect(Math.max(...places.map((place) => outsideMm(place, radiusMm)))).toBeLessThan(1e-3);
      }
    }
  });

  it('is as dense in a narrow airway as in a wide one', () => {
    const inSmall = (place: AirPlace) =>
      (tree.generation[place.airway] ?? 0) >= 4 && (tree.generation[place.airway] ?? 0) <= 6;
    for (const pose of [healthy, narrowed]) {
      const radiusMm = poseChannel(pose, 2, 1);
      const volumeMl = (from: number, to: number) =>
        tree.generation.reduce((sum, generation, airway) => {
          const along = [0, 1, 2].map(
            (axis) => (tree.endMm[3 * airway + axis] ?? 0) - (tree.startMm[3 * airway + axis] ?? 0),
          );
          const isIn = generation >= from && generation <= to;
          return sum + (isIn ? (Math.PI * (radiusMm[airway] ?? 0) ** 2 * Math.hypot(...along)) / 1000 : 0);
        }, 0);
      const moments = [0, 1, 2, 3, 4].flatMap((movedMl) => placesIn(pose, movedMl));
      const small = moments.filter(inSmall).length / volumeMl(4, 6);
      const wide = moments.filter(({ airway }) => (tree.generation[airway] ?? 0) <= 1).length / volumeMl(0, 1);
      expect(small / wide).toBeGreaterThan(0.8);
      expect(small / wide).toBeLessThan(1.25);
    }
  });

  it('is nowhere in and behind a closed or plugged airway', () => {
    const blocked = blockedIn(patchy);
    expect(blocked.filter((isBlocked) => isBlocked).length).toBeGreaterThan(10);
    for (const movedMl of [0, 2.2, 9])
      expect(placesIn(patchy, movedMl).some(({ airway }) => blocked[airway])).toBe(false);
  });

  it('stands still in the open airway before a closure', () => {
    const blocked = blockedIn(patchy);
    const share = poseChannel(patchy, 2, 0);
    const [before, after] = [placesIn(patchy, 0), placesIn(patchy, 5)];
    const still = before.filter(({ airway }) => share[airway] === 0);
    expect(still.length).toBeGreaterThan(5);
    for (const place of still) {
      expect(blocked[place.airway]).toBe(false);
      expect(place.speedAtOneLitre).toBe(0);
    }
    expect(after.filter(({ airway }) => share[airway] === 0)).toEqual(still);
  });

  it('is in all lobes of healthy lungs', () => {
    const lobes = new Set(placesIn(healthy, 0).map(({ airway }) => tree.lobe[airway]));
    for (const lobe of LOBES) expect(lobes).toContain(lobe);
  });

  it('stands everywhere when every airway but the windpipe is plugged', () => {
    const plugged: AvatarPose = { segments: healthy.segments, texels: healthy.texels.slice() };
    for (let airway = 0; airway < tree.count; airway += 1) {
      plugged.texels[STATE_CHANNELS * (tree.count + airway) + 3] = airway > 0 ? 1 : 0;
      plugged.texels[STATE_CHANNELS * (2 * tree.count + airway)] = 0;
    }
    const places = placesIn(plugged, 4);
    expect(places).toHaveLength(seats.count);
    expect(places.every(({ airway, speedAtOneLitre }) => airway === 0 && speedAtOneLitre === 0)).toBe(true);
  });

  it('is the same for the same tree and state', () => {
    expect(airWays(tree, patchy.texels)).toEqual(airWays(tree, patchy.texels));
  });
});

describe('which air is in haste', () => {
  const most = (pose: AvatarPose) => Math.max(...placesIn(pose, 0).map(({ haste }) => haste));

  it('is none in healthy airways', () => {
    expect(most(healthy)).toBeLessThan(1e-6);
  });

  it('is that in narrowed airways, by how much faster it is there', () => {
    const place = placesIn(narrowed, 0).find(({ airway }) => tree.name[airway] === 'RB10');
    const radiusMm = (pose: AvatarPose) => poseChannel(pose, 2, 1)[place?.airway ?? -1] ?? NaN;
    expect(place?.haste).toBeCloseTo(Math.log2(radiusMm(healthy) / radiusMm(narrowed)), 5);
    expect(most(patchy)).toBe(1);
  });
});
