import { SetMetadata, createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Role, SessionUser } from '@airway-twin/contracts/http';
import { sessionHolds } from '../session/access.js';
import type { Runtime } from '../runtime.js';
import { forbidden, unauthorized } from './errors.js';

const OPEN = 'route-open';
const ROLES = 'route-roles';

/** A route that needs no session. */
export const Open = () => SetMetadata(OPEN, true);
/** The roles that may use a route; without it, every session may. */
export const Roles = (...roles: Role[]) => SetMetadata(ROLES, roles);

interface AuthorizedRequest extends Request {
  user?: SessionUser;
  token?: string;
}

/** The logged-in user of the request. */
export const CurrentUser = createParamDecorator((_unused: unknown, context: ExecutionContext): SessionUser => {
  const { user } = context.switchToHttp().getRequest<AuthorizedRequest>();
  if (!user) throw unauthorized('expected Authorization: Bearer <token>');
  return user;
});

/** The bearer token of the request. */
export const CurrentToken = createParamDecorator((_unused: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<AuthorizedRequest>().token ?? '';
});

/** Checks the bearer session on every route that is not open; what a user may read of whom is the controllers' to say. */
export class BearerGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(private readonly runtime: Runtime) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(OPEN, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw unauthorized('expected Authorization: Bearer <token>');
    const session = await this.runtime.sessions.find(token);
    if (!session || !sessionHolds(session, this.runtime.config.demo, request.socket.remoteAddress, request.headers)) {
      throw unauthorized('the session is not known or has ended');
    }
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, targets);
    if (roles && !roles.includes(session.user.role)) throw forbidden(`this needs the role ${roles.join(' or ')}`);
    request.user = session.user;
    request.token = token;
    return true;
  }
}
