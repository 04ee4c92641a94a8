import { INFLAMMATION_SCALE } from '../pose/index.js';
import { DASHES, SECTION_COLOURS, type SectionTheme } from './section-colours.js';

/** The words of the layers and lines of a cross-section; a line that is left out is not in the drawing. */
export interface SectionLegendProps {
  readonly theme: SectionTheme;
  readonly lumen: string;
  readonly mucus: string;
  readonly mucosa: string;
  readonly muscle: string;
  readonly outerWall: string;
  readonly open: string;
  readonly range?: string;
  /** False: no mucus is drawn, so that its words stand without a colour. */
  readonly mucusDrawn?: boolean;
  /** False: the lining is drawn in stripes. */
  readonly known: boolean;
}

const SIDE = 18;

/** What the layers and lines of a cross-section are called, from the middle outwards, as a list with the colours of the drawing. */
export function SectionLegend(props: SectionLegendProps) {
  const { theme, known, mucusDrawn = false } = props;
  const colour = SECTION_COLOURS[theme];
  return (
    <ul className="section-legend">
      <li>
        <Patch fill={colour.air} edge={colour.edge} /> {props.lumen}
      </li>
      <li>
        <Patch fill={mucusDrawn ? colour.mucus : 'none'} edge={colour.edge} /> {props.mucus}
      </li>
      <li>
        {known ? <Scale edge={colour.edge} /> : <Patch fill={colour.unknown} edge={colour.edge} />} {props.mucosa}
      </li>
      <li>
        <Patch fill={colour.muscle} edge={colour.muscle} /> {props.muscle}
      </li>
      <li>
        <Patch fill={colour.outer} edge={colour.edge} /> {props.outerWall}
      </li>
      <li>
        <Line dashes={DASHES.open} stroke={colour.word} /> {props.open}
      </li>
      {props.range !== undefined && (
        <li>
          <Line dashes={DASHES.range} stroke={colour.word} /> {props.range}
        </li>
      )}
    </ul>
  );
}

function Patch({ fill, edge }: { readonly fill: string; readonly edge: string }) {
  return (
    <svg width={SIDE} height="12" aria-hidden="true">
      <rect x="1" y="1" width={SIDE - 2} height="10" rx="3" fill={fill} stroke={edge} />
    </svg>
  );
}

/** The lining is darker the more it is inflamed. */
function Scale({ edge }: { readonly edge: string }) {
  const width = (SIDE - 2) / INFLAMMATION_SCALE.length;
  return (
    <svg width={SIDE} height="12" aria-hidden="true">
      {INFLAMMATION_SCALE.map((fill, at) => (
        <rect key={fill} x={1 + at * width} y="1" width={width} height="10" fill={fill} />
      ))}
      <rect x="1" y="1" width={SIDE - 2} height="10" rx="1" fill="none" stroke={edge} />
    </svg>
  );
}

function Line({ dashes, stroke }: { readonly dashes: readonly [number, number]; readonly stroke: string }) {
  const dash = dashes.map((share) => share * 64).join(' ');
  return (
    <svg width={SIDE} height="12" aria-hidden="true">
      <line x1="0" x2={SIDE} y1="6" y2="6" stroke={stroke} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}
