import { useState, type RefObject } from 'react';
import type { AvatarProbe } from '@airway-twin/avatar/scene';
import { airwayTree, segmentAreas, type AirwayTree } from '@airway-twin/domain/airways';
import type { PlaygroundState } from './playground-state.js';

interface MeasuredLumen {
  readonly airway: number;
  readonly generation: number;
  readonly drawnMm2: number;
  readonly modelMm2: number;
}

interface MeasuredLumensProps {
  readonly probe: RefObject<AvatarProbe | null>;
  readonly state: PlaygroundState;
}

const MEASURED = 12;

/** The airways of generations 4 and 5 that are longest for their width: in their middle no fork has a part. */
function slenderAirways(tree: AirwayTree): number[] {
  const slenderness = (airway: number) => {
    const along = [0, 1, 2].map(
      (axis) => (tree.endMm[3 * airway + axis] ?? 0) - (tree.startMm[3 * airway + axis] ?? 0),
    );
    return Math.hypot(...along) / (tree.radiusTlcMm[airway] ?? 1);
  };
  return [...tree.generation.keys()]
    .filter((airway) => [4, 5].includes(tree.generation[airway] ?? 0))
    .sort((a, b) => slenderness(b) - slenderness(a))
    .slice(0, MEASURED);
}

/** On demand: the lumen of some airways as it is drawn, counted in pixels, beside the model's. True without exaggeration and spread. */
export function MeasuredLumens({ probe, state }: MeasuredLumensProps) {
  const [measured, setMeasured] = useState<readonly MeasuredLumen[]>([]);
  const measure = () => {
    const { ageYears, heightCm, seed, c, i } = state;
    const tree = airwayTree({ ageYears, heightCm, sex: null, seed });
    setMeasured(
      slenderAirways(tree).map((airway) => ({
        airway,
        generation: tree.generation[airway] ?? 0,
        drawnMm2: probe.current?.lumenMm2(airway) ?? NaN,
        modelMm2: segmentAreas(tree, airway, { constriction: c, inflammation: i }).lumenMm2,
      })),
    );
  };
  return (
    <>
      <button type="button" data-testid="measure-lumens" onClick={measure}>
        Measure the drawn lumens
      </button>
      {measured.length > 0 && (
        <table data-testid="measured-lumens">
          <thead>
            <tr>
              <th scope="col">Lumen, mm²</th>
              <th scope="col">drawn</th>
              <th scope="col">model</th>
            </tr>
          </thead>
          <tbody>
            {measured.map(({ airway, generation, drawnMm2, modelMm2 }) => (
              <tr key={airway} data-airway={airway}>
                <th scope="row">
                  {airway} (generation {generation})
                </th>
                <td>{drawnMm2.toFixed(2)}</td>
                <td>{modelMm2.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
