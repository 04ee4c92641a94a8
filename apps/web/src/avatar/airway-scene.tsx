import { AIR_SLOWED } from '@airway-twin/avatar/air';
import { AirwayAvatar, type AirwayAvatarProps } from '@airway-twin/avatar/scene';
import { useSpeech, type MessageKey } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { avatarView } from './avatar-view-store.js';

export { missingWebgl } from '@airway-twin/avatar/scene';

export interface AirwaySceneProps extends Omit<AirwayAvatarProps, 'view' | 'airLabel' | 'reducedMotion' | 'theme'> {
  /** The words that say how much slower than it flows the air is drawn. */
  readonly airWords: MessageKey;
}

/** The 3D picture as this app shows it: its view, its theme, its words for what is drawn slower than it is. Loaded apart from the pages. */
export function AirwayScene({ airWords, ...drawn }: AirwaySceneProps) {
  const { say } = useSpeech();
  const { reducedMotion, drawnTheme } = usePreferences();
  return (
    <AirwayAvatar
      {...drawn}
      view={avatarView}
      reducedMotion={reducedMotion}
      theme={drawnTheme}
      airLabel={say(airWords, { factor: AIR_SLOWED })}
    />
  );
}
