import './readable-language.js';
import uPlot, { type AlignedData } from 'uplot';
import { plotOptions, type PlotSettings } from './plot-options.js';

/** Draws the chart into the element and keeps its width; returns how to take it away. */
export function drawChart(element: HTMLElement, settings: PlotSettings, data: AlignedData): () => void {
  const size = () => ({ width: element.clientWidth, height: settings.height });
  const plot = new uPlot({ ...plotOptions(settings), ...size() }, data, element);
  const watcher = new ResizeObserver(() => plot.setSize(size()));
  watcher.observe(element);
  return () => {
    watcher.disconnect();
    plot.destroy();
  };
}
