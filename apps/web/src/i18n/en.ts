import { airways } from './en/airways.js';
import { clinical } from './en/clinical.js';
import { flowVolume } from './en/flow-volume.js';
import { me } from './en/me.js';
import { modelCard } from './en/model-card.js';
import { patientPage } from './en/patient-page.js';
import { picture } from './en/picture.js';
import { presence } from './en/presence.js';
import { reasons } from './en/reasons.js';
import { replay } from './en/replay.js';
import { risk } from './en/risk.js';
import { shell } from './en/shell.js';
import { spirometry } from './en/spirometry.js';
import { ward } from './en/ward.js';
import { whatIf } from './en/what-if.js';

/** Every English text of the app, by key, in ICU message syntax. */
export const en = {
  ...shell,
  ...clinical,
  ...reasons,
  ...ward,
  ...patientPage,
  ...risk,
  ...modelCard,
  ...me,
  ...replay,
  ...spirometry,
  ...flowVolume,
  ...whatIf,
  ...airways,
  ...picture,
  ...presence,
};

/** A text of the catalogue. The other languages have exactly the same keys. */
export type MessageKey = keyof typeof en;
