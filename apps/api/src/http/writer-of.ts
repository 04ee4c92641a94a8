import { HttpException, ServiceUnavailableException } from '@nestjs/common';
import type { Request } from 'express';
import type { Runtime } from '../runtime.js';

/** Set on a request that another process has passed on: it is not passed on again. */
const FORWARDED = 'x-airway-forwarded';
const ANSWER_WITHIN_MS = 10_000;

/** The patient's twin is changing hands between processes; the same request will pass in a moment. */
export function movingNow(): ServiceUnavailableException {
  return new ServiceUnavailableException({
    error: 'moving',
    message: 'this patient is being taken over by another process, try again',
  });
}

/**
 * Passes a person's write on to the process that writes this patient, as they sent it, and returns its answer; null when this process
 * writes the patient itself. Throws the other's refusal as it is, and 503 when nobody can be reached.
 */
export async function answerOfWriter<T>(
  runtime: Runtime,
  siteId: string,
  patientId: string,
  request: Request,
): Promise<T | null> {
  const url = runtime.writerUrl(siteId, patientId);
  if (url === null) return null;
  if (request.headers[FORWARDED] !== undefined) throw movingNow();
  let response: Response;
  try {
    response = await fetch(new URL(request.originalUrl, url), {
      method: request.method,
      headers: {
        'content-type': 'application/json',
        [FORWARDED]: '1',
        ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
      },
      body: JSON.stringify(request.body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    throw movingNow();
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new HttpException(body ?? { error: 'unavailable', message: 'no answer' }, response.status);
  return body as T;
}
