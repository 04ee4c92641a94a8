/** What all charts of a page share: the range, the marked instant, and whose time it is. */
export interface ChartFrame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly markAtMs: number | null;
  readonly timeZone: string;
}
