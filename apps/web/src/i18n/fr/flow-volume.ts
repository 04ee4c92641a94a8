import type { flowVolume as english } from '../en/flow-volume.js';

/** La courbe débit-volume de la page du soignant. */
export const flowVolume: Readonly<Record<keyof typeof english, string>> = {
  'flowVolume.title': 'Courbe débit-volume',
  'flowVolume.loading': 'Calcul de la courbe d’après le modèle des bronches…',
  'flowVolume.notLoaded':
    'Le modèle des bronches n’a pas pu être chargé. Rechargez la page quand la connexion est revenue.',
  'flowVolume.axis.volume': 'volume expiré depuis les poumons pleins, L',
  'flowVolume.axis.flow': 'débit, L/s',
  'flowVolume.measured': 'Dernier souffle',
  'flowVolume.now':
    'Modèle des bronches, état du jumeau affiché\u202f; en ombre, la bande à 80\u202f% de la bronchoconstriction',
  'flowVolume.open': 'Les bronches de ce patient ouvertes\u00a0: le modèle sans bronchoconstriction ni inflammation',
  'flowVolume.openAssumed':
    'Les bronches ouvertes d’un corps moyen\u00a0: le modèle sans bronchoconstriction ni inflammation',
  'flowVolume.noBlow': 'pas encore de souffle au spiromètre',
  'flowVolume.noCurve': 'l’appareil n’a pas envoyé de courbe',
  'flowVolume.notEnough': 'Pas encore assez de souffles pour une courbe du moment.',
  'flowVolume.afterReliever':
    'Après un traitement de secours, on ne sait pas de combien ces bronches se sont ouvertes\u00a0: pas de courbe du moment avant le prochain souffle.',
  'flowVolume.oldData': 'données anciennes',
  'flowVolume.seen.measured': 'La courbe mesurée culmine à {pef} L/s.',
  'flowVolume.seen.noMeasured': 'Il n’y a pas de courbe mesurée.',
  'flowVolume.seen.now':
    'La courbe du modèle culmine à {pef} L/s pour l’état estimé, et à {open} L/s bronches ouvertes.',
  'flowVolume.figures': 'Chiffres des courbes',
  'flowVolume.row.pef': 'DEP, L/s',
  'flowVolume.row.fev1': 'VEMS, L',
  'flowVolume.row.fvc': 'CVF, L',
  'flowVolume.row.fef2575': 'DEM25-75, L/s',
  'flowVolume.column.measured': 'Mesure',
  'flowVolume.column.now': 'Modèle, maintenant',
  'flowVolume.column.open': 'Modèle, ouvertes',
  'flowVolume.caption':
    'Le modèle est construit d’après l’âge, la taille et le sexe et mis à la mesure des souffles de ce patient, pas d’après un scanner. Le pic du modèle et celui du spiromètre diffèrent\u00a0: comparez la forme et son évolution.',
  'flowVolume.captionAssumed':
    'L’âge, la taille ou le sexe est inconnu ou hors limites\u00a0: une valeur typique le remplace, et les volumes du modèle sont ceux d’un corps moyen. Pas d’après un scanner. Comparez la forme et son évolution.',
};
