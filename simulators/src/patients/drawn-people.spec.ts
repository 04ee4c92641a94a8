import { describe, expect, it } from '@jest/globals';
import { patientProfile } from '@airway-twin/contracts/http';
import { drawnPeople, drawnPerson } from './drawn-people.js';
import { specAgeYears } from './patient-spec.js';
import { registrationOf } from './registration.js';

const atMs = Date.parse('2026-03-01T00:00:00Z');
const people = drawnPeople(200, 3, atMs);

describe('drawn people', () => {
  it('are the same from the same seed, others from another, and none depends on how many there are', () => {
    expect(drawnPeople(200, 3, atMs)).toEqual(people);
    expect(drawnPeople(200, 4, atMs)).not.toEqual(people);
    expect(drawnPerson(117, 3, atMs)).toEqual(people[116]);
  });

  it('are children and adults, mild to severe, careful to careless, on every kind of therapy', () => {
    const children = people.filter((spec) => specAgeYears(spec, atMs) < 18).length;
    expect(children).toBeGreaterThan(95);
    expect(children).toBeLessThan(145);
    for (const trait of ['severity', 'adherence', 'technique'] as const) {
      const values = people.map((spec) => spec[trait]);
      expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.5);
    }
    expect(people.some((spec) => spec.regimen.mart !== null)).toBe(true);
    expect(people.some((spec) => spec.regimen.controller === null && spec.regimen.mart === null)).toBe(true);
  });

  it('all have a spirometer, and profiles that the registry accepts', () => {
    for (const spec of people) expect(spec.devices.some((device) => device.part === 'spirometer')).toBe(true);
    for (const profile of registrationOf(people, atMs).patients) {
      expect(patientProfile.safeParse(profile).error).toBeUndefined();
    }
  });
});
