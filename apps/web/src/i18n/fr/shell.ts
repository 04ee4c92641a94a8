import type { shell as english } from '../en/shell.js';

/** Cadre, connexion, états de la liaison. */
export const shell: Readonly<Record<keyof typeof english, string>> = {
  'shell.skip': 'Aller au contenu',
  'shell.navigation': 'Pages',
  'shell.ward': 'Service',
  'shell.replay': 'Console de rejeu',
  'shell.logout': 'Se déconnecter',
  'shell.otherLanguage': 'English',
  'shell.dark': 'Couleurs sombres',
  'shell.light': 'Couleurs claires',
  'shell.notFound': 'Aucune page à cette adresse.',
  'shell.home': 'Aller à la page d’accueil',
  'notice.text':
    'Démonstrateur de recherche. N’est pas un dispositif médical. Ne sert ni au diagnostic ni au traitement. En cas d’urgence, appelez le 15, le 112, le 999 ou le 911.',
  'role.clinician': 'Soignant',
  'role.patient': 'Patient',
  'role.engineer': 'Ingénieur',
  'login.title': 'Connexion',
  'login.lead':
    'Une image vivante des bronches d’une personne, construite à partir de l’âge, de la taille et des tests de souffle, et animée par l’inhalateur, le spiromètre, le débitmètre de pointe et le capteur d’air.',
  'login.username': 'Nom d’utilisateur',
  'login.password': 'Mot de passe',
  'login.submit': 'Se connecter',
  'login.busy': 'Connexion en cours…',
  'login.ended': 'Votre session est terminée. Veuillez vous reconnecter.',
  'login.wrong': 'Nom d’utilisateur ou mot de passe incorrect.',
  'login.tooMany': 'Trop de tentatives. Attendez une minute puis réessayez.',
  'login.people': 'À qui s’adresse Airway Twin',
  'login.about.clinician':
    'Suit en direct les patients d’un service, triés selon qui a besoin de quelqu’un en premier\u202f; approuve ou refuse ce que le jumeau propose.',
  'login.about.patient':
    'Voit ses propres bronches, une phrase et une action\u202f; note comment il va\u202f; garde toujours la fiche d’urgence sous la main.',
  'login.about.engineer':
    'Rejoue des données d’appareils, enregistrées ou simulées, par la même porte d’entrée, avec des pannes, et voit ce qui est arrivé et ce qui a été refusé.',
  'login.enterAs': 'Entrer comme {username}',
  'login.demoHint':
    'Comptes de démonstration\u00a0: clinician, engineer et les patients {patients}. Le mot de passe de chacun est «\u00a0demo\u00a0».',
  'feed.connecting': 'Connexion au direct…',
  'feed.lost':
    'Connexion perdue, dernière mise à jour à {time}. Nouvelle connexion… Ce que vous voyez n’est peut-être plus à jour.',
  'feed.delayed.store':
    'Le direct a du retard depuis {time}. Ce que vous voyez n’est peut-être plus à jour\u202f; rien n’est perdu.',
  'feed.delayed.screen': 'Cet écran ne suit plus le direct depuis {time}. Le dernier état arrive.',
  'feed.lostBefore': 'Pas encore de liaison avec le serveur. Nouvel essai…',
  'failure.network': 'Le serveur est injoignable. Vérifiez la connexion et réessayez.',
  'failure.server': 'Le serveur n’a pas pu le faire. Réessayez dans un instant.',
  'failure.forbidden': 'Vous n’avez pas accès à ce dossier.',
  'failure.notFound': 'Ce dossier n’existe pas.',
  'failure.refused': 'Le serveur n’a pas accepté\u00a0: {message}',
  'failure.again': 'Réessayer',
  'label.of': '{label}\u00a0:',
  'answer.yes': 'Oui',
  'answer.no': 'Non',
};
