import { Color } from 'three';
import { INFLAMMATION_SCALE } from '../pose/index.js';

export type AvatarTheme = 'light' | 'dark';

const THEMES = {
  light: {
    air: '#d3ecfc',
    mucus: '#d9c27a',
    unknown: '#b9bfc9',
    background: '#f3f5f8',
    lobe: '#6f8fb0',
    lobeStrength: 0.34,
  },
  dark: {
    air: '#d6eefc',
    mucus: '#e3cf8c',
    unknown: '#979eaa',
    background: '#11161d',
    lobe: '#9fc4e8',
    lobeStrength: 0.3,
  },
} as const;

/** Colours of a theme as uniforms want them (linear). */
export function paletteOf(theme: AvatarTheme) {
  const { air, mucus, unknown, background, lobe, lobeStrength } = THEMES[theme];
  return {
    air: new Color(air),
    mucus: new Color(mucus),
    unknown: new Color(unknown),
    background: new Color(background),
    lobe: new Color(lobe),
    lobeStrength,
    dark: theme === 'dark' ? 1 : 0,
    scale: INFLAMMATION_SCALE.map((colour) => new Color(colour)),
  };
}
