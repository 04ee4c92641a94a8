/** What an inhaled drug does, as far as the twin's two traits go. */
export type DrugClass = 'saba' | 'ics' | 'ics-formoterol' | 'ics-laba' | 'laba' | 'lama';

/** The inhaled drugs that a device may report, by their generic name. */
export const DRUG_CLASS = {
  salbutamol: 'saba',
  terbutaline: 'saba',
  beclometasone: 'ics',
  budesonide: 'ics',
  ciclesonide: 'ics',
  fluticasone: 'ics',
  mometasone: 'ics',
  'beclometasone-formoterol': 'ics-formoterol',
  'budesonide-formoterol': 'ics-formoterol',
  'fluticasone-formoterol': 'ics-formoterol',
  'fluticasone-salmeterol': 'ics-laba',
  'fluticasone-vilanterol': 'ics-laba',
  formoterol: 'laba',
  salmeterol: 'laba',
  tiotropium: 'lama',
} as const satisfies Record<string, DrugClass>;

export type Drug = keyof typeof DRUG_CLASS;

export const DRUGS = Object.keys(DRUG_CLASS) as readonly Drug[];

/** What an inhaler is for in this patient's regimen. `mart` is one ICS-formoterol inhaler for both. */
export type MedicationRole = 'reliever' | 'controller' | 'mart';

/** Does the drug widen the airways within minutes (SABA, or formoterol)? */
export function isFastBronchodilator(drug: Drug): boolean {
  const kind: DrugClass = DRUG_CLASS[drug];
  return kind === 'saba' || kind === 'ics-formoterol' || drug === 'formoterol';
}

/** Does the drug hold an inhaled corticosteroid? */
export function holdsInhaledSteroid(drug: Drug): boolean {
  const kind: DrugClass = DRUG_CLASS[drug];
  return kind === 'ics' || kind === 'ics-formoterol' || kind === 'ics-laba';
}
