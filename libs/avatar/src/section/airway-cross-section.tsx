import { crossSection, type AirwayCondition, type AirwayName, type AirwayTree } from '@airway-twin/domain/airways';
import { useId, type CSSProperties } from 'react';
import { inflammationColour } from '../pose/index.js';
import { foldedCircle, radiusForFolds, scaleBarLengthMm } from './ring-scale.js';
import { DASHES, SECTION_COLOURS, type SectionTheme } from './section-colours.js';

/** Every word that the drawing shows or says. The names of the layers stand in the `SectionLegend` beside it. */
export interface CrossSectionLabels {
  /** Name of the airway; the drawing's accessible title. */
  readonly title: string;
  /** What is seen, in a sentence; the drawing's accessible description. */
  readonly description: string;
  /** The scale bar's words for a length in mm, e.g. "2 mm". */
  readonly millimetres: (lengthMm: number) => string;
}

type Traits = Pick<AirwayCondition, 'constriction' | 'inflammation'>;

export interface AirwayCrossSectionProps extends Traits {
  readonly tree: AirwayTree;
  readonly airway: AirwayName;
  /** False: the traits are not known; the lining is drawn without colour of state, with stripes. */
  readonly known: boolean;
  /** True: what stands behind the traits is old; drawn without colour. Default false. */
  readonly stale?: boolean;
  /** The widest and the narrowest that the airway may be by the bands of the traits; drawn as a dotted, hatched ring. */
  readonly range?: { readonly wide: Traits; readonly narrow: Traits } | null;
  /** Share of the lumen that mucus fills, 0…1; 0, when left out: breathing tests say nothing of mucus. */
  readonly mucusShare?: number;
  /** The part that the picture is about; the others are pale. Left out: all are alike. */
  readonly about?: 'lining' | 'muscle';
  readonly labels: CrossSectionLabels;
  readonly theme: SectionTheme;
  /** False: no scale bar, for pictures too small to read; title and description stay. Default true. */
  readonly withWords?: boolean;
}

const FOLDS = 9;
const DEEPEST_FOLD = 0.16;
const PALE = 0.22;

/**
 * One named airway cut across, to scale, with a scale bar: air, mucus, mucosa, muscle, outer wall from the same numbers as the 3D picture; in
 * long dashes the lumen of the same airway when it is open. The frame shows the healthy outer size, so that airways of different states can be
 * laid side by side. Errors: RangeError for traits outside 0…1.
 */
export function AirwayCrossSection(props: AirwayCrossSectionProps) {
  const { tree, airway, constriction, inflammation, known, labels, theme, withWords = true } = props;
  const { stale = false, range = null, mucusShare = 0, about } = props;
  const id = useId();
  const segment = tree.name.indexOf(airway);
  const cut = crossSection(tree, segment, { constriction, inflammation, mucusShare });
  const healthy = crossSection(tree, segment, { constriction: 0, inflammation: 0 });
  const colour = SECTION_COLOURS[theme];
  const frame = healthy.outerRadiusMm * 1.06;
  const word = frame * 0.12;
  const bar = scaleBarLengthMm(frame);
  // The lining of a drawn-together ring folds; the area of the lumen stays true.
  const drawnTogether = 1 - cut.mucosaRadiusMm / healthy.mucosaRadiusMm;
  const depth = Math.min(DEEPEST_FOLD, 0.02 + drawnTogether * 0.5);
  const folded = (radius: number) => foldedCircle(radiusForFolds(radius, depth), FOLDS, depth);
  const strength = (part: 'lining' | 'muscle' | 'other') => (about === undefined || about === part ? 1 : PALE);
  return (
    <svg
      role="img"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      viewBox={`${-frame} ${-frame} ${frame * 2} ${frame * (withWords ? 2.26 : 2)}`}
      style={{ width: '100%', height: '100%', filter: stale ? 'grayscale(0.9)' : 'none' } satisfies CSSProperties}
      data-lumen-radius-mm={cut.lumenRadiusMm}
      data-wall-area-percent={cut.wallAreaPercent}
      data-stale={stale}
    >
      <title id={`${id}-title`}>{labels.title}</title>
      <desc id={`${id}-description`}>{labels.description}</desc>
      <defs>
        <Stripes id={`${id}-stripes`} step={frame / 9} ground={colour.unknown} line={colour.word} />
        <Stripes id={`${id}-range`} step={frame / 20} ground="none" line={colour.line} />
      </defs>
      <circle
        r={cut.outerRadiusMm}
        fill={colour.outer}
        stroke={colour.edge}
        strokeWidth={frame / 120}
        opacity={strength('other')}
      />
      {/* The muscle is a few hundredths of a millimetre thick: its place is true, its line is drawn thick enough to be seen. */}
      <circle
        r={cut.muscleRadiusMm}
        fill={about === undefined ? colour.muscle : 'none'}
        stroke={colour.muscle}
        strokeWidth={frame / (about === 'muscle' ? 22 : 45)}
        opacity={strength('muscle')}
      />
      {about !== undefined && <circle r={cut.mucosaRadiusMm} fill={colour.halo} />}
      <circle
        r={cut.mucosaRadiusMm}
        fill={known ? inflammationColour(inflammation) : `url(#${id}-stripes)`}
        opacity={strength('lining')}
      />
      <path
        d={folded(cut.lumenRadiusMm)}
        fill={mucusShare > 0 ? colour.mucus : colour.air}
        stroke={colour.edge}
        strokeWidth={frame / 160}
      />
      {mucusShare > 0 && <path d={folded(cut.airRadiusMm)} fill={colour.air} />}
      {range && <Range tree={tree} segment={segment} frame={frame} range={range} theme={theme} hatch={`${id}-range`} />}
      <BrokenCircle radius={healthy.lumenRadiusMm} dashes={DASHES.open} frame={frame} theme={theme} />
      {withWords && (
        <g transform={`translate(${-bar / 2} ${frame * 1.08})`}>
          <path
            d={`M0 ${-word / 4}V${word / 4}M0 0H${bar}M${bar} ${-word / 4}V${word / 4}`}
            stroke={colour.word}
            strokeWidth={frame / 60}
          />
          <text x={bar + word / 2} y={word * 0.35} fontSize={word} fill={colour.word} data-scale-bar-mm={bar}>
            {labels.millimetres(bar)}
          </text>
        </g>
      )}
    </svg>
  );
}

interface StripesProps {
  readonly id: string;
  readonly step: number;
  readonly ground: string;
  readonly line: string;
}

function Stripes({ id, step, ground, line }: StripesProps) {
  return (
    <pattern id={id} width={step} height={step} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={step} height={step} fill={ground} />
      <rect width={step / 4} height={step} fill={line} opacity="0.5" />
    </pattern>
  );
}

interface RangeProps {
  readonly tree: AirwayTree;
  readonly segment: number;
  readonly frame: number;
  readonly range: { readonly wide: Traits; readonly narrow: Traits };
  readonly theme: SectionTheme;
  readonly hatch: string;
}

/** Between the narrowest and the widest that the lumen may be: hatched, its two edges dotted. */
function Range({ tree, segment, frame, range, theme, hatch }: RangeProps) {
  const wide = crossSection(tree, segment, range.wide).lumenRadiusMm;
  const narrow = crossSection(tree, segment, range.narrow).lumenRadiusMm;
  return (
    <g data-narrowest-mm={narrow} data-widest-mm={wide}>
      <path d={`${ring(wide)}${ring(narrow)}`} fillRule="evenodd" fill={`url(#${hatch})`} />
      <BrokenCircle radius={narrow} dashes={DASHES.range} frame={frame} theme={theme} />
      <BrokenCircle radius={wide} dashes={DASHES.range} frame={frame} theme={theme} />
    </g>
  );
}

function ring(radius: number): string {
  return `M${-radius} 0A${radius} ${radius} 0 1 0 ${radius} 0A${radius} ${radius} 0 1 0 ${-radius} 0Z`;
}

interface BrokenCircleProps {
  readonly radius: number;
  readonly dashes: readonly [number, number];
  readonly frame: number;
  readonly theme: SectionTheme;
}

/** A broken line with a halo, so that it is seen on every layer that it crosses. */
function BrokenCircle({ radius, dashes, frame, theme }: BrokenCircleProps) {
  const { line, halo } = SECTION_COLOURS[theme];
  const dash = dashes.map((share) => share * frame).join(' ');
  return (
    <>
      <circle r={radius} fill="none" stroke={halo} strokeWidth={frame / 36} opacity="0.55" />
      <circle r={radius} fill="none" stroke={line} strokeWidth={frame / 75} strokeDasharray={dash} />
    </>
  );
}
