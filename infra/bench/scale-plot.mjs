/** The cost of a message over the number of registered patients, as a picture. */

const WIDTH = 720;
const HEIGHT = 360;
const PLOT = { left: 64, right: 24, top: 48, bottom: 52 };
const SERIES = [
  { name: 'API', colour: '#0b6e99', of: ({ cpuMs }) => cpuMs.api },
  { name: 'database', colour: '#b35900', of: ({ cpuMs }) => cpuMs.database },
];

/**
 * @param {readonly import('./scale.mjs').AtSize[]} sizes smallest first
 * @param {string} conditions one line below the title
 * @returns {string} SVG
 */
export function scalePlot(sizes, conditions) {
  const drawn = SERIES.map((series) => ({
    ...series,
    points: sizes.flatMap((size) => {
      const ms = series.of(size);
      return ms === null ? [] : [{ patients: size.patients, ms }];
    }),
  })).filter(({ points }) => points.length > 0);
  const most = roundUp(Math.max(0.01, ...drawn.flatMap(({ points }) => points.map(({ ms }) => ms))));
  const [least, greatest] = [Math.log10(sizes[0].patients), Math.log10(sizes.at(-1).patients)];
  const x = (patients) =>
    PLOT.left + ((Math.log10(patients) - least) / Math.max(1e-9, greatest - least)) * (WIDTH - PLOT.left - PLOT.right);
  const y = (ms) => HEIGHT - PLOT.bottom - (ms / most) * (HEIGHT - PLOT.top - PLOT.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * most).toFixed(1);
    return (
      `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at}" y2="${at}" stroke="#d5dbe0"/>` +
      `<text x="${PLOT.left - 8}" y="${at}" dy="4" text-anchor="end">${Number((share * most).toPrecision(3))}</text>`
    );
  });
  const ticks = sizes.map(
    ({ patients }) =>
      `<text x="${x(patients).toFixed(1)}" y="${HEIGHT - PLOT.bottom + 20}" text-anchor="middle">${patients.toLocaleString('en')}</text>`,
  );
  const lines = drawn.map(({ name, colour, points }) => {
    const path = points.map(({ patients, ms }) => `${x(patients).toFixed(1)},${y(ms).toFixed(1)}`);
    const dots = path.map((at) => `<circle cx="${at.split(',')[0]}" cy="${at.split(',')[1]}" r="4" fill="${colour}"/>`);
    const last = points.at(-1);
    return (
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}` +
      `<text x="${WIDTH - PLOT.right}" y="${(y(last.ms) - 10).toFixed(1)}" text-anchor="end" fill="${colour}">${name}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#33414b">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${PLOT.left}" y="20" font-size="14" fill="#12202a">CPU time for one message, ms</text>`,
    `<text x="${PLOT.left}" y="36" fill="#5a6872">${conditions}</text>`,
    ...grid,
    ...ticks,
    `<text x="${WIDTH - PLOT.right}" y="${HEIGHT - 10}" text-anchor="end">registered patients</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** The next number of one digit. @param {number} value above 0 */
function roundUp(value) {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step) * step;
}
