import { crossSection, type AirwayName, type AirwayTree } from '@airway-twin/domain/airways';
import { useId } from 'react';
import { inflammationColour } from '../pose/index.js';
import { foldedCircle, radiusForFolds, scaleBarLengthMm } from './ring-scale.js';

/** Every word that the drawing shows or says. */
export interface CrossSectionLabels {
  /** Name of the airway; the drawing's accessible title. */
  readonly title: string;
  /** What is seen, in a sentence; the drawing's accessible description. */
  readonly description: string;
  readonly lumen: string;
  readonly mucosa: string;
  readonly muscle: string;
  readonly outerWall: string;
  /** The scale bar's words for a length in mm, e.g. "2 mm". */
  readonly millimetres: (lengthMm: number) => string;
}

export interface AirwayCrossSectionProps {
  readonly tree: AirwayTree;
  readonly airway: AirwayName;
  readonly constriction: number;
  readonly inflammation: number;
  /** False: the traits are not known or out of date; drawn without colour of state, with stripes. */
  readonly known: boolean;
  readonly labels: CrossSectionLabels;
  readonly theme: 'light' | 'dark';
  /** False: no words and no scale bar in the drawing, for pictures too small to read; title and description stay. Default true. */
  readonly withWords?: boolean;
}

const FOLDS = 9;
const DEEPEST_FOLD = 0.16;

/** Light and dark: the same hues, words and lines with a contrast of at least 4.5 on the page behind. */
const COLOURS = {
  light: { word: '#22303c', line: '#5a6b78', air: '#e3f3fd', outer: '#f3d9cf', muscle: '#b5574c', edge: '#8a5a52' },
  dark: { word: '#e6edf3', line: '#9fb0bd', air: '#1d4a66', outer: '#7d5f58', muscle: '#c9695c', edge: '#d7a89d' },
} as const;
const UNKNOWN_LINING = '#a9b0ba';

/**
 * One named airway cut across, to scale, with a scale bar: air, mucosa, muscle, outer wall from the same numbers as the 3D picture. The frame
 * shows the healthy outer size, so that airways of different states can be laid side by side. Errors: RangeError for traits outside 0…1.
 */
export function AirwayCrossSection(props: AirwayCrossSectionProps) {
  const { tree, airway, constriction, inflammation, known, labels, theme, withWords = true } = props;
  const id = useId();
  const segment = tree.name.indexOf(airway);
  const cut = crossSection(tree, segment, { constriction, inflammation });
  const healthy = crossSection(tree, segment, { constriction: 0, inflammation: 0 });
  const colour = COLOURS[theme];
  const frame = healthy.outerRadiusMm * 1.12;
  const word = frame * 0.085;
  const bar = scaleBarLengthMm(frame);
  // The lining of a drawn-together ring folds; the area of the lumen stays true.
  const drawnTogether = 1 - cut.mucosaRadiusMm / healthy.mucosaRadiusMm;
  const depth = Math.min(DEEPEST_FOLD, 0.02 + drawnTogether * 0.5);
  const lumen = foldedCircle(radiusForFolds(cut.lumenRadiusMm, depth), FOLDS, depth);
  const rings = [
    { key: 'outer', radius: cut.outerRadiusMm, label: labels.outerWall },
    { key: 'muscle', radius: cut.muscleRadiusMm, label: labels.muscle },
    { key: 'mucosa', radius: (cut.mucosaRadiusMm + cut.lumenRadiusMm) / 2, label: labels.mucosa },
    { key: 'lumen', radius: cut.lumenRadiusMm * 0.4, label: labels.lumen },
  ];
  return (
    <svg
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
      viewBox={`${-frame} ${-frame} ${frame * (withWords ? 3.1 : 2)} ${frame * (withWords ? 2.3 : 2)}`}
      style={{ width: '100%', height: '100%' }}
      data-lumen-radius-mm={cut.lumenRadiusMm}
      data-wall-area-percent={cut.wallAreaPercent}
    >
      <title id={`${id}-title`}>{labels.title}</title>
      <desc id={`${id}-description`}>{labels.description}</desc>
      <defs>
        <pattern
          id={`${id}-stripes`}
          width={frame / 9}
          height={frame / 9}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={frame / 9} height={frame / 9} fill={UNKNOWN_LINING} />
          <rect width={frame / 18} height={frame / 9} fill={colour.line} opacity="0.45" />
        </pattern>
      </defs>
      <circle
        r={healthy.outerRadiusMm}
        fill="none"
        stroke={colour.line}
        strokeWidth={frame / 160}
        strokeDasharray={`${frame / 24}`}
      />
      <circle r={cut.outerRadiusMm} fill={colour.outer} stroke={colour.edge} strokeWidth={frame / 120} />
      {/* The muscle is a few hundredths of a millimetre thick: its place is true, its line is drawn thick enough to be seen. */}
      <circle r={cut.muscleRadiusMm} fill={colour.muscle} stroke={colour.muscle} strokeWidth={frame / 45} />
      <circle r={cut.mucosaRadiusMm} fill={known ? inflammationColour(inflammation) : `url(#${id}-stripes)`} />
      <path d={lumen} fill={colour.air} stroke={colour.edge} strokeWidth={frame / 160} />
      {(withWords ? rings : []).map(({ key, radius, label }, at) => {
        const y = frame * (-0.62 + 0.36 * at);
        const angle = -0.75 + 0.42 * at;
        return (
          <g key={key}>
            <polyline
              points={`${radius * Math.cos(angle)},${radius * Math.sin(angle)} ${frame * 1.05},${y} ${frame * 1.12},${y}`}
              fill="none"
              stroke={colour.line}
              strokeWidth={frame / 140}
            />
            <text x={frame * 1.16} y={y} fontSize={word} fill={colour.word} dominantBaseline="middle">
              {label}
            </text>
          </g>
        );
      })}
      {withWords && (
        <g transform={`translate(${-bar / 2} ${frame * 1.1})`}>
          <line x2={bar} stroke={colour.word} strokeWidth={frame / 60} />
          <text x={bar / 2} y={word * 1.4} fontSize={word} textAnchor="middle" fill={colour.word}>
            {labels.millimetres(bar)}
          </text>
        </g>
      )}
    </svg>
  );
}
