import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's warnings and errors in the process's log; its start-up lines are of interest to nobody who runs this. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown): void {
    this.pino.debug(String(message));
  }

  warn(message: unknown): void {
    this.pino.warn(String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.pino.error({ detail: rest.map(String) }, String(message));
  }
}
