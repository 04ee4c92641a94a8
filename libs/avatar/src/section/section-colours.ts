export type SectionTheme = 'light' | 'dark';

/** Light and dark: the same hues; words and lines with a contrast of at least 4.5 on the page behind. */
export const SECTION_COLOURS = {
  light: {
    word: '#22303c',
    line: '#22303c',
    halo: '#ffffff',
    air: '#e3f3fd',
    mucus: '#e9d96b',
    outer: '#f3d9cf',
    muscle: '#b5574c',
    edge: '#8a5a52',
    unknown: '#a9b0ba',
  },
  dark: {
    word: '#e6edf3',
    line: '#f4f8fb',
    halo: '#10202b',
    air: '#1d4a66',
    mucus: '#b9a63a',
    outer: '#7d5f58',
    muscle: '#d0705f',
    edge: '#d7a89d',
    unknown: '#8b949f',
  },
} as const satisfies Record<SectionTheme, Record<string, string>>;

/** How a line of the drawing is broken, as shares of the frame: the open airway in long dashes, the ends of what may be in dots. */
export const DASHES = { open: [0.075, 0.05], range: [0.016, 0.032] } as const;
