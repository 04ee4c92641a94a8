import type { spirometry as english } from '../en/spirometry.js';

/** Qualité et référence des tests de souffle. */
export const spirometry: Readonly<Record<keyof typeof english, string>> = {
  'lung.fvc': 'CVF',
  'grade.short': 'grade {grade}',
  'grade.A': 'Grade A\u202f: au moins trois bons souffles, les deux meilleurs concordent',
  'grade.B': 'Grade B\u202f: deux bons souffles qui concordent',
  'grade.C': 'Grade C\u202f: au moins deux bons souffles, les deux meilleurs concordent presque',
  'grade.D': 'Grade D\u202f: au moins deux bons souffles, les deux meilleurs sont assez éloignés',
  'grade.E': 'Grade E\u202f: un seul bon souffle, ou les deux meilleurs trop éloignés',
  'grade.U': 'Grade U\u202f: aucun bon souffle, au moins un utilisable avec prudence',
  'grade.F': 'Grade F\u202f: aucun souffle utilisable',
  'grade.repeat': 'une telle séance est à refaire et ne modifie pas le jumeau',
  'grade.why': 'Pas un A, car\u202f: {reasons}',
  'gradeReason.slow-start': 'départ lent',
  'gradeReason.cough-in-first-second': 'toux dans la première seconde',
  'gradeReason.shorter-than-a-second': 'moins d’une seconde',
  'gradeReason.stopped-too-early': 'arrêté trop tôt',
  'gradeReason.no-blow': 'aucun souffle',
  'gradeReason.no-acceptable-blow': 'aucun bon souffle',
  'gradeReason.too-few-acceptable': 'moins de trois bons souffles',
  'gradeReason.not-repeatable': 'les deux meilleurs ne concordent pas',
  'zScore.short': 'z {z}',
  'zScore.full':
    'z-score {z}, {percent}\u202f% de la valeur prédite (GLI Global 2022)\u202f; dans les limites de la normale de −1,645 à 1,645',
  'zScore.loading': 'z-score en cours de calcul…',
  'zScore.body-not-known': 'pas de z-score\u202f: date de naissance, taille ou sexe inconnus',
  'zScore.outside-reference': 'pas de z-score\u202f: âge ou taille hors du domaine de GLI',
  'zScore.unavailable': 'pas de z-score\u202f: les tables de référence n’ont pas pu être chargées',
};
