import { AIR_SLOWED } from '@airway-twin/avatar/air';
import { AirwayAvatar, type AirwayAvatarProps } from '@airway-twin/avatar/scene';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { avatarView } from './avatar-view-store.js';

export type AirwaySceneProps = Omit<AirwayAvatarProps, 'view' | 'airLabel' | 'reducedMotion' | 'theme'>;

/** The 3D picture as this app shows it: its view, its theme, its words for what is drawn slower than it is. Loaded apart from the pages. */
export function AirwayScene(props: AirwaySceneProps) {
  const { say } = useSpeech();
  const { reducedMotion, drawnTheme } = usePreferences();
  return (
    <AirwayAvatar
      {...props}
      view={avatarView}
      reducedMotion={reducedMotion}
      theme={drawnTheme}
      airLabel={say('picture.air', { factor: AIR_SLOWED })}
    />
  );
}
