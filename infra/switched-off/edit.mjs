/** Switching a part off: a text of its source that is there exactly once, and what stands there instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ file: string, find: string, put: string }} Edit `find`: the exact text, line breaks and indents included
 */

/**
 * The source with the text replaced. Throws when it is not there exactly once: the code has moved, and the part has to be found again.
 * @param {string} source @param {Edit} edit
 */
export function switchedOff(source, { file, find, put }) {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${file}: expected once, found ${places} times:\n${find}`);
  return source.replace(find, () => put);
}

/**
 * Writes the edits into the files under `folder`; nothing is written when one does not fit.
 * @param {string} folder @param {readonly Edit[]} edits
 * @returns {() => void} writes the files as they were
 */
export function applyEdits(folder, edits) {
  /** @type {Map<string, { before: string, after: string }>} */
  const files = new Map();
  for (const edit of edits) {
    const path = join(folder, edit.file);
    const before = files.get(path)?.before ?? readFileSync(path, 'utf8');
    files.set(path, { before, after: switchedOff(files.get(path)?.after ?? before, edit) });
  }
  for (const [path, { after }] of files) writeFileSync(path, after);
  return () => {
    for (const [path, { before }] of files) writeFileSync(path, before);
  };
}
