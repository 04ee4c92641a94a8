import {
  BadRequestException,
  ConflictException,
  ForbiddenException,
  HttpException,
  HttpStatus,
  NotFoundException,
  UnauthorizedException,
} from '@nestjs/common';
import type { z } from 'zod';
import type { ApiError } from '@airway-twin/contracts/http';
import { refusalOf } from '@airway-twin/contracts/mqtt';

function body(error: string, message: string, field?: string | null): ApiError {
  return field === undefined ? { error, message } : { error, message, field };
}

/** The value, or a 400 that names the field and what was expected there. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { reason, field, expected } = refusalOf(parsed.error.issues[0]!);
  throw new BadRequestException(
    body(reason, `${field ?? 'body'}: expected ${expected.replace(/^expected /, '')}`, field),
  );
}

export function invalid(message: string, field: string): BadRequestException {
  return new BadRequestException(body('invalid-value', message, field));
}

export function notFound(what: string): NotFoundException {
  return new NotFoundException(body('not-found', `${what} is not known here`));
}

export function forbidden(message: string): ForbiddenException {
  return new ForbiddenException(body('forbidden', message));
}

export function unauthorized(message: string): UnauthorizedException {
  return new UnauthorizedException(body('unauthorized', message));
}

export function tooManyRequests(message: string): HttpException {
  return new HttpException(body('too-many-requests', message), HttpStatus.TOO_MANY_REQUESTS);
}

export function conflict(message: string, field: string | null = null): ConflictException {
  return new ConflictException(body('conflict', message, field));
}
