import type { MessageKey } from './en.js';
import { airways } from './fr/airways.js';
import { clinical } from './fr/clinical.js';
import { flowVolume } from './fr/flow-volume.js';
import { me } from './fr/me.js';
import { modelCard } from './fr/model-card.js';
import { patientPage } from './fr/patient-page.js';
import { picture } from './fr/picture.js';
import { presence } from './fr/presence.js';
import { reasons } from './fr/reasons.js';
import { replay } from './fr/replay.js';
import { risk } from './fr/risk.js';
import { shell } from './fr/shell.js';
import { spirometry } from './fr/spirometry.js';
import { ward } from './fr/ward.js';
import { whatIf } from './fr/what-if.js';

/** Every French text of the app: the keys of the English catalogue, none more, none less. */
export const fr: Readonly<Record<MessageKey, string>> = {
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
