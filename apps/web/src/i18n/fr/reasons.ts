import type { reasons as english } from '../en/reasons.js';

/** Pourquoi : zones, règles, raisons des recommandations, facteurs du risque. */
export const reasons: Readonly<Record<keyof typeof english, string>> = {
  'zoneReason.lung-function': 'Souffle à {percent}\u202f% du meilleur personnel ({at})',
  'zoneReason.unverified-low-blow':
    'Un seul souffle bas, {percent}\u202f% du meilleur ({at}), pas encore confirmé par un second',
  'zoneReason.after-reliever':
    'Ce souffle a été fait après un bronchodilatateur\u202f; avant lui {percent}\u202f% ({at})',
  'zoneReason.red-flag': 'Signe de danger signalé le {day}\u00a0: {flag}',
  'zoneReason.reliever-use': '{puffs} bouffées de secours en 24 heures',
  'zoneReason.night-waking': 'Réveil nocturne dû à l’asthme ({day})',
  'zoneReason.activity-limited': 'Activité limitée ({day})',
  'zoneReason.cold': 'Rhume signalé ({day})',
  'zoneReason.no-recent-lung-function': 'Pas de test de souffle récent',
  'zoneReason.no-personal-best': 'Meilleur personnel encore inconnu',
  'rule.missed-controller.clinician': 'Rappel du traitement de fond\u00a0: doses oubliées',
  'rule.technique.clinician': 'Revoir la technique d’inhalation',
  'rule.repeat-blow.clinician': 'Demander un nouveau souffle',
  'rule.reliever-overuse.clinician': 'Recours élevé au bronchodilatateur de secours\u00a0: à revoir',
  'rule.yellow-zone.clinician': 'Zone jaune\u00a0: ouvrir le plan d’action',
  'rule.red-zone.clinician': 'Zone rouge\u00a0: fiche d’urgence envoyée au patient',
  'rule.clinician-review.clinician': 'Patient à revoir',
  'rule.missed-controller.patient': 'Ton traitement de fond',
  'rule.missed-controller.patientBody':
    'Des bouffées du traitement de fond ont été oubliées cette semaine. Prends la prochaine à l’heure habituelle, comme le dit ton plan.',
  'rule.missed-controller.yes': 'Je vais le faire',
  'rule.technique.patient': 'Ta façon d’inspirer',
  'rule.technique.patientBody':
    'Les dernières bouffées sont moins bien entrées. Revois comment utiliser ton inhalateur, peut-être avec un adulte.',
  'rule.technique.yes': 'Je vais regarder',
  'rule.repeat-blow.patient': 'Souffle encore, s’il te plaît',
  'rule.repeat-blow.patientBody':
    'Le dernier souffle était différent des autres. Tiens-toi bien droit et souffle encore, trois fois.',
  'rule.repeat-blow.yes': 'Je vais souffler',
  'rule.reliever-overuse.patient': 'Beaucoup de bouffées de secours',
  'rule.reliever-overuse.patientBody':
    'Tu as eu souvent besoin de ton bronchodilatateur de secours. Dis-le aujourd’hui à un adulte ou à ton équipe de soins.',
  'rule.reliever-overuse.yes': 'Je vais le dire',
  'rule.yellow-zone.patient': 'Ouvre ton plan\u00a0: partie jaune',
  'rule.yellow-zone.patientBody':
    'Lis maintenant la partie jaune de ton plan d’action, avec un adulte si tu es un enfant.',
  'rule.yellow-zone.yes': 'Je la lis',
  'rule.red-zone.patient': 'Demande de l’aide maintenant',
  'rule.red-zone.patientBody':
    'Ouvre la fiche d’urgence et suis la partie rouge de ton plan. Préviens quelqu’un près de toi.',
  'rule.red-zone.yes': 'Je demande de l’aide',
  'rule.clinician-review.patient': 'Ton équipe de soins regarde',
  'rule.clinician-review.patientBody': 'Ton équipe de soins a été invitée à regarder ton dossier.',
  'rule.clinician-review.yes': 'D’accord',
  'rule.other.patient': 'Un message pour toi',
  'rule.other.patientBody': 'Ton jumeau te demande de regarder ton plan d’action.',
  'reason.controller-doses-missed':
    '{sharePercent}\u202f% des doses prescrites du traitement de fond prises en {days} jours',
  'reason.inhaler-silent':
    'Le capteur de l’inhalateur est muet depuis {days} jours\u00a0: des doses ont pu être prises sans être vues',
  'reason.controller-never-pressed':
    'Le capteur qui semble être celui du traitement de fond n’a montré aucune prise depuis le {localDate}',
  'reason.technique-failed':
    '{failed} des {judged} dernières inhalations n’ont pas atteint ce qu’il faut à l’inhalateur',
  'reason.inhaled-too-softly':
    'Inspiration à {flowLitresPerMinute} L/min\u202f; cet inhalateur demande {neededLitresPerMinute} L/min',
  'reason.not-shaken': 'L’inhalateur n’a pas été agité',
  'reason.session-poor-quality':
    'Les souffles sont de mauvaise qualité (note {grade})\u00a0: le jumeau ne s’en sert pas',
  'reason.session-not-repeatable': 'Les souffles de la séance ne concordent pas ({blows} souffles)',
  'reason.unverified-low-blow': 'Un seul souffle bas, {percentOfBest}\u202f% du meilleur, pas confirmé par un second',
  'reason.reliever-puffs-24h': '{puffs} bouffées de secours en 24 heures (à revoir à partir de {limit})',
  'reason.unknown-dosing-puffs-24h':
    '{puffs} bouffées en 24 heures d’un inhalateur dont la posologie n’est pas connue (à revoir à partir de {limit})',
  'reason.reliever-pace': 'Rythme de {canistersPerYear} flacons de secours par an (à revoir à partir de {limit})',
  'reason.zone-lung-function':
    'Test de souffle à {percentOfBest}\u202f% du meilleur\u202f; la limite du plan est {limitPercent}\u202f%',
  'reason.zone-after-reliever':
    'Le dernier souffle a été fait après un bronchodilatateur\u202f; avant lui {percentOfBest}\u202f% du meilleur ({measuredAtMs})',
  'reason.zone-red-flag': 'Signe de danger\u00a0: {flag}',
  'reason.zone-reliever-use': '{puffs} bouffées de secours en 24 heures',
  'reason.zone-night-waking': 'Réveil nocturne dû à l’asthme ({localDate})',
  'reason.zone-activity-limited': 'Activité limitée ({localDate})',
  'reason.zone-cold': 'Rhume signalé ({localDate})',
  'reason.zone-data-stale': 'Les données sont anciennes',
  'reason.risk-high':
    'Risque estimé de crise en 7 jours\u00a0: {within7DaysPercent} sur 100 (seuil {thresholdPercent}), pendant {days} jours',
  'reason.risk-contribution': 'Augmente l’estimation\u00a0: {feature}',
  'reason.adherence-low-14d': '{sharePercent}\u202f% des doses prescrites du traitement de fond prises en {days} jours',
  'reason.control-score-low': 'Score de contrôle {instrument} {score}\u00a0: asthme insuffisamment contrôlé',
  'reason.best-below-declared':
    'Meilleur souffle mesuré {confirmedLitresPerMinute} L/min en {days} jours ou plus\u202f; le meilleur déclaré est de {declaredLitresPerMinute} L/min',
  'reason.controller-taken': '{doses} doses du traitement de fond prises depuis',
  'reason.technique-improved':
    'Technique actuelle\u00a0: {failed} inhalations sur {judged} n’ont pas atteint ce qu’il faut à l’inhalateur',
  'reason.blow-repeated': 'Nouveau test\u00a0: {blows} souffles',
  'reason.reliever-use-fell': 'Le recours au secours est descendu à {puffs} bouffées en 24 heures',
  'reason.zone-back-to-green': 'Retour en zone verte',
  'reason.zone-left-red': 'Zone actuelle\u00a0: {zone}',
  'reason.review-cause-gone': 'Le motif de la revue n’existe plus',
  'reason.no-answer': 'Personne n’a répondu à temps',
  'reason.no-effect-seen': 'Aucun effet observé à temps',
  'reason.reason-gone': 'Le motif a disparu',
  'reason.overridden-by-red-zone': 'La zone rouge a pris sa place',
  'reason.red-zone-declined-escalated': 'Refusée par le patient\u00a0: un soignant doit répondre',
  'reason.red-zone-unanswered-escalated': 'Sans réponse à temps\u00a0: un soignant doit répondre',
  'reason.superseded-by-newer-red': 'Une fiche d’urgence plus récente a pris sa place',
  'reason.note': 'Note\u00a0: {text}',
  'reason.other': '{code}\u00a0: {values}',
  'feature.relieverPuffsPerDay14d': 'Bouffées de secours par jour, 14 jours',
  'feature.relieverRise4d': 'Hausse du recours au secours, 4 jours',
  'feature.lungFunctionPercentOfBest7d': 'Tests de souffle sur 7 jours, par rapport au meilleur',
  'feature.lungFunctionFall3d': 'Baisse des tests de souffle, 3 jours, par rapport au meilleur',
  'feature.nightWakingShare7d': 'Nuits avec réveil, 7 jours',
  'feature.symptomDayShare7d': 'Jours avec symptômes, 7 jours',
  'feature.controllerAdherence7d': 'Doses du traitement de fond prises, 7 jours',
  'feature.techniqueFailureShare': 'Inhalations insuffisantes pour l’inhalateur',
  'feature.attackLastYear': 'Une crise dans l’année précédente',
  'feature.repeatedAttacksLastYear': 'Deux crises ou plus dans l’année précédente',
  'feature.coldReported7d': 'Un rhume dans les 7 derniers jours',
  'feature.pm25MicrogramsPerM3': 'PM2,5, 24 heures',
  'feature.no2MicrogramsPerM3': 'NO₂, 24 heures',
  'feature.highPollenDay': 'Pollens élevés aujourd’hui',
  'feature.childInSeptember': 'Enfant en septembre (rentrée scolaire)',
  'feature.daysWithoutLungFunction': 'Temps depuis le dernier test de souffle',
  'feature.lung-function': 'tests de souffle',
  'feature.inhaler': 'prises d’inhalateur',
  'feature.diary': 'journal',
  'feature.notKnown': 'inconnu',
  'feature.other': '{name}',
};
