/** @param {unknown} a @param {unknown} b do they say the same as JSON, whatever the order of keys? */
export function isSame(a, b) {
  return canonical(a) === canonical(b);
}

/** @param {unknown} value @returns {string} JSON with sorted keys; what JSON leaves out is left out */
export function canonical(value) {
  return JSON.stringify(value, (_key, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
