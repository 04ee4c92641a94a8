import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { ApiError } from '@airway-twin/contracts/http';

/** Every error leaves as an `ApiError`; what was not foreseen is logged and told as such, without its insides. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return;
    if (error instanceof HttpException) {
      const body = error.getResponse();
      const known = typeof body === 'object' && 'error' in body && 'message' in body && !('statusCode' in body);
      response.status(error.getStatus()).json(known ? body : bodyOf(error.getStatus(), error.message));
      return;
    }
    const status = (error as { status?: unknown }).status;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json(bodyOf(status, (error as Error).message));
      return;
    }
    this.log.error({ err: error }, 'request failed');
    response
      .status(500)
      .json({ error: 'internal', message: 'something went wrong here; it has been logged' } satisfies ApiError);
  }
}

function bodyOf(status: number, message: string): ApiError {
  return { error: status === 404 ? 'not-found' : status === 413 ? 'payload-too-large' : 'bad-request', message };
}
