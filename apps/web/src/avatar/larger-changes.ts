import type { Speech } from '../i18n/speech.js';

/** Changes from health that are hard to see on a whole tree can be drawn this many times as large. */
export const LARGER_FACTOR = 2;

/** How much larger than life changes are drawn, with the words that say so on the picture. */
export function largerChanges({ say }: Pick<Speech, 'say'>): { readonly factor: number; readonly label: string } {
  return { factor: LARGER_FACTOR, label: say('picture.larger', { factor: LARGER_FACTOR }) };
}
