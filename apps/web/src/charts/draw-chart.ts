import './readable-language.js';
import uPlot, { type AlignedData } from 'uplot';
import { plotOptions, type PlotSettings } from './plot-options.js';

/** A chart on the page. */
export interface DrawnChart {
  /** Marks an instant, or none; costs no drawing. */
  mark(atMs: number | null): void;
  takeAway(): void;
}

/** Draws the chart into the element and keeps its width. */
export function drawChart(element: HTMLElement, settings: PlotSettings, data: AlignedData): DrawnChart {
  const size = () => ({ width: element.clientWidth, height: settings.height });
  const plot = new uPlot({ ...plotOptions(settings), ...size() }, data, element);
  const line = document.createElement('div');
  line.className = 'chart-mark';
  plot.over.append(line);
  let markedAtMs: number | null = null;
  const place = (): void => {
    const shown = markedAtMs !== null && markedAtMs >= settings.fromMs && markedAtMs <= settings.toMs;
    line.hidden = !shown;
    if (shown && markedAtMs !== null) line.style.transform = `translateX(${plot.valToPos(markedAtMs / 1000, 'x')}px)`;
  };
  place();
  const watcher = new ResizeObserver(() => {
    plot.setSize(size());
    place();
  });
  watcher.observe(element);
  return {
    mark(atMs) {
      markedAtMs = atMs;
      place();
    },
    takeAway() {
      watcher.disconnect();
      plot.destroy();
    },
  };
}
