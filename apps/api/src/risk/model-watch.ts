import type { ModelRegistry } from './model-registry.js';

/** How often the model folder is looked at for files that have changed. */
const MODEL_WATCH_MS = 5000;

/** Reads the model folder again when a file of it has changed, or when asked to, and says what was found. */
export class ModelWatch {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly model: ModelRegistry,
    private readonly folder: string,
    private readonly log: (what: object, message: string) => void,
  ) {}

  /** Reads the folder for the first time. */
  async start(): Promise<void> {
    const loaded = await this.model.load(this.folder);
    if (loaded.kind === 'unavailable') this.log({}, `risk unavailable: ${loaded.reason}`);
    this.timer = setInterval(() => void this.look(), MODEL_WATCH_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Reads the folder again, whether or not a file of it has changed. */
  async reload(): Promise<void> {
    await this.model.load(this.folder);
    this.tell();
  }

  private async look(): Promise<void> {
    if (await this.model.reloadIfChanged()) this.tell();
  }

  private tell(): void {
    const { identity, shadow, refused } = this.model.report();
    this.log({ identity, shadow: shadow?.identity ?? null, refused }, 'risk models read again');
  }
}
