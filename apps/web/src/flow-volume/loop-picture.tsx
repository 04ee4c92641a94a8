import { useEffect, useId, useRef, useState } from 'react';
import { useSpeech } from '../i18n/speech.js';
import type { ModelLoops } from './loop-model.js';
import { bandPath, loopPath, loopScale, type Loop } from './loop-scale.js';

interface LoopPictureProps {
  readonly model: ModelLoops;
  readonly measured: Loop | null;
  /** The measured curve is stale: drawn thinner and paler, as it no longer shows the present. */
  readonly measuredStale: boolean;
  readonly title: string;
  /** What is seen, in sentences with its numbers. */
  readonly description: string;
}

const HEIGHT_PX = 270;
const USUAL_WIDTH_PX = 460;
const MARGIN = { left: 46, right: 14, top: 12, bottom: 42 };

/** Flow over expired volume: measured solid, the model's of now dashed with its band, the model's open airways faint. */
export function LoopPicture({ model, measured, measuredStale, title, description }: LoopPictureProps) {
  const { say, number } = useSpeech();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const { open, now, widest, tightest } = model;
  const drawn = [open.loop, ...(widest ? [widest.loop] : []), ...(measured ? [measured] : [])];
  const frame = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: HEIGHT_PX - MARGIN.bottom,
  };
  const scale = loopScale(drawn, frame);
  return (
    <div ref={host} className="loop-host">
      <svg
        role="img"
        aria-labelledby={`${id}-title ${id}-description`}
        width={width}
        height={HEIGHT_PX}
        viewBox={`0 0 ${width} ${HEIGHT_PX}`}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        <g className="loop-grid" aria-hidden="true">
          {scale.volumeTicks.map((litres) => (
            <g key={litres}>
              <line x1={scale.x(litres)} x2={scale.x(litres)} y1={frame.top} y2={frame.bottom} />
              <text x={scale.x(litres)} y={frame.bottom + 16} textAnchor="middle">
                {number(litres, 1)}
              </text>
            </g>
          ))}
          {scale.flowTicks.map((flow) => (
            <g key={flow}>
              <line x1={frame.left} x2={frame.right} y1={scale.y(flow)} y2={scale.y(flow)} />
              <text x={frame.left - 6} y={scale.y(flow)} textAnchor="end" dominantBaseline="middle">
                {number(flow, 1)}
              </text>
            </g>
          ))}
          <text x={(frame.left + frame.right) / 2} y={HEIGHT_PX - 6} textAnchor="middle">
            {say('flowVolume.axis.volume')}
          </text>
          <text textAnchor="middle" transform={`translate(12 ${(frame.top + frame.bottom) / 2}) rotate(-90)`}>
            {say('flowVolume.axis.flow')}
          </text>
        </g>
        <g aria-hidden="true" fill="none">
          <path className="loop-open" d={loopPath(open.loop, scale)} />
          {widest && tightest && <path className="loop-band" d={bandPath(widest.loop, tightest.loop, scale)} />}
          {now && <path className="loop-now" d={loopPath(now.loop, scale)} data-testid="loop-now" />}
          {measured && (
            <path
              className={measuredStale ? 'loop-measured loop-stale' : 'loop-measured'}
              d={loopPath(measured, scale)}
              data-testid="loop-measured"
            />
          )}
        </g>
      </svg>
    </div>
  );
}

/** The width of the element, px, as it changes; a usual one until it is known. */
function useWidth(host: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(USUAL_WIDTH_PX);
  useEffect(() => {
    const element = host.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const measure = (): void => setWidth(Math.max(240, Math.floor(element.clientWidth)));
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    measure();
    return () => watcher.disconnect();
  }, [host]);
  return width;
}
