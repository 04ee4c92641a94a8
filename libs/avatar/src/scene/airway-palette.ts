import { Color } from 'three';
import { INFLAMMATION_SCALE } from '../pose/index.js';
import { SECTION_COLOURS } from '../section/section-colours.js';

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
  const section = SECTION_COLOURS[theme];
  return {
    air: new Color(air),
    mucus: new Color(mucus),
    unknown: new Color(unknown),
    background: new Color(background),
    lobe: new Color(lobe),
    lobeStrength,
    dark: theme === 'dark' ? 1 : 0,
    // The layers of a cut as in the drawing of the cross-section.
    outer: new Color(section.outer),
    muscle: new Color(section.muscle),
    edge: new Color(section.edge),
    plug: new Color(section.mucus),
    line: new Color(section.line),
    halo: new Color(section.halo),
    scale: INFLAMMATION_SCALE.map((colour) => new Color(colour)),
  };
}
