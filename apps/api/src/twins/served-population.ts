import { populationOffset, summaryOf, type PersonalOffset, type PersonalRecord } from '@airway-twin/domain/risk';

interface Learnt {
  readonly expected: number;
  readonly observed: number;
}

/** What was learnt of all patients of each site together: how their base rate differs from that of the people a model learnt from. */
export class ServedPopulation {
  private readonly sites = new Map<string, Map<string, Learnt>>();
  private readonly computed = new Map<string, PersonalOffset>();

  /** Takes the newest record of a patient in the place of the one before. */
  learn(siteId: string, patientId: string, record: PersonalRecord): void {
    const people = this.sites.get(siteId) ?? new Map<string, Learnt>();
    this.sites.set(siteId, people);
    const { expected, observed } = summaryOf(record);
    const known = people.get(patientId);
    if (known?.expected === expected && known.observed === observed) return;
    people.set(patientId, { expected, observed });
    for (const key of this.computed.keys()) if (key.startsWith(`${siteId}/`)) this.computed.delete(key);
  }

  /** What the site's base rate adds for everyone. */
  offset(siteId: string, frailtyShape: number): PersonalOffset {
    const key = `${siteId}/${frailtyShape}`;
    const known = this.computed.get(key);
    if (known) return known;
    const offset = populationOffset([...(this.sites.get(siteId)?.values() ?? [])], frailtyShape);
    this.computed.set(key, offset);
    return offset;
  }
}
