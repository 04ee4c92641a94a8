import { useSpeech } from '../i18n/speech.js';

/** The room that a chart is going to take, with its title: nothing moves when the chart comes. */
export function ChartPlace({ title }: { readonly title: string }) {
  const { say } = useSpeech();
  return (
    <figure className="chart card chart-place">
      <figcaption className="chart-head">
        <h3>{title}</h3>
      </figcaption>
      <p className="empty">{say('chart.awaited')}</p>
    </figure>
  );
}
