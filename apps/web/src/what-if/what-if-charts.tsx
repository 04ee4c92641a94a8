import { useMemo } from 'react';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import type { ChartBand, ChartSeries } from '../charts/align-series.js';
import { TimeChart } from '../charts/time-chart.js';
import { useSpeech } from '../i18n/speech.js';
import { percentLimits, RUN_COLORS, type Simulated } from './compared.js';

const NO_SERIES: readonly ChartSeries[] = [];
type Quantity = 'constriction' | 'inflammation' | 'percentOfBest';

/** The compared runs as three small charts on one time axis: constriction, inflammation, share of the personal best. */
export function WhatIfCharts({ runs, timeZone }: { readonly runs: readonly Simulated[]; readonly timeZone: string }) {
  const { say } = useSpeech();
  const bandsOf = useMemo(() => {
    const bands = (quantity: Quantity): readonly ChartBand[] =>
      runs.map(({ scenario, points }, place) => ({
        label: say(`whatIf.scenario.${scenario}`),
        color: RUN_COLORS[place]!,
        points: points.flatMap((point) => bandAt(point, quantity)),
      }));
    return {
      constriction: bands('constriction'),
      inflammation: bands('inflammation'),
      percentOfBest: bands('percentOfBest').filter(({ points }) => points.length > 0),
    };
  }, [runs, say]);
  const points = runs[0]?.points;
  if (!points || points.length === 0) return null;
  const frame = {
    series: NO_SERIES,
    kind: 'simulated' as const,
    fromMs: points[0]!.atMs,
    toMs: points.at(-1)!.atMs,
    timeZone,
  };
  return (
    <div className="what-if-charts">
      <TimeChart
        name="what-if-constriction"
        title={say('trait.constriction')}
        unit={say('whatIf.traitUnit')}
        bands={bandsOf.constriction}
        decimals={2}
        least={0}
        most={1}
        emptyText={say('whatIf.nothing')}
        {...frame}
      />
      <TimeChart
        name="what-if-inflammation"
        title={say('trait.inflammation')}
        unit={say('whatIf.traitUnit')}
        bands={bandsOf.inflammation}
        decimals={2}
        least={0}
        most={1}
        emptyText={say('whatIf.nothing')}
        {...frame}
      />
      <TimeChart
        name="what-if-best"
        title={say('whatIf.lungFunction')}
        unit={say('whatIf.bestUnit')}
        bands={bandsOf.percentOfBest}
        {...percentLimits(runs)}
        emptyText={say('whatIf.noBest')}
        {...frame}
      />
    </div>
  );
}

function bandAt(point: WhatIfPoint, quantity: Quantity): ChartBand['points'] {
  const band = point[quantity];
  return band === null ? [] : [{ atMs: point.atMs, ...band }];
}
