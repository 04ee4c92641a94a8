import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import {
  DEMO_SITE_ID,
  ROUTE,
  sessionRequest,
  type SessionResponse,
  type SessionUser,
} from '@airway-twin/contracts/http';
import { checkAccount, demoUser, fromThisMachine } from '../session/accounts.js';
import { LoginThrottle } from '../session/login-throttle.js';
import { Runtime } from '../runtime.js';
import { CurrentToken, CurrentUser, Open } from './bearer-guard.js';
import { checked, tooManyRequests, unauthorized } from './errors.js';

@Controller(ROUTE.session)
export class SessionController {
  private readonly throttle = new LoginThrottle();

  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  @Open()
  @Post()
  @HttpCode(200)
  async open(@Body() body: unknown, @Req() request: Request): Promise<SessionResponse> {
    const { username, password } = checked(sessionRequest, body);
    const { runtime } = this;
    if (!this.throttle.allows(username, runtime.clock()))
      throw tooManyRequests('too many failed logins for this name: try again in a minute');
    const isDemoPatient = (patientId: string) => runtime.registry.patient(DEMO_SITE_ID, patientId) !== null;
    const demo =
      runtime.config.demo && fromThisMachine(request.socket.remoteAddress, request.headers)
        ? demoUser(username, password, isDemoPatient)
        : null;
    const user = demo ?? (await checkAccount(runtime.pool, username, password));
    if (!user) {
      this.throttle.failed(username, runtime.clock());
      throw unauthorized('username or password is wrong');
    }
    const { token, expiresAtMs } = await runtime.sessions.open(user, demo !== null);
    return { token, expiresAt: new Date(expiresAtMs).toISOString(), user };
  }

  @Get()
  current(@CurrentUser() user: SessionUser): SessionUser {
    return user;
  }

  @Delete()
  @HttpCode(204)
  async close(@CurrentToken() token: string): Promise<void> {
    await this.runtime.closeSession(token);
  }
}
