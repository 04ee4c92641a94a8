import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  DEMO_SITE_ID,
  API_PREFIX,
  NOT_A_MEDICAL_DEVICE,
  ROUTE,
  type HealthResponse,
  type ReadyResponse,
  type RootResponse,
  type RouteName,
} from '@airway-twin/contracts/http';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { fromThisMachine } from '../session/accounts.js';
import { Runtime } from '../runtime.js';
import { Open } from './bearer-guard.js';

export const API_VERSION = '0.1.0';

@Controller()
export class RootController {
  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  @Open()
  @Get(ROUTE.root)
  root(@Req() request: Request): RootResponse {
    const demo = this.runtime.config.demo && fromThisMachine(request.socket.remoteAddress, request.headers);
    const patients = demo ? this.runtime.keeper.wardRows(DEMO_SITE_ID).map((row) => row.patientId) : [];
    return {
      name: 'Airway Twin',
      version: API_VERSION,
      notice: NOT_A_MEDICAL_DEVICE,
      routes: (Object.keys(ROUTE) as RouteName[]).map((name) => `/${API_PREFIX}/${ROUTE[name]}`.replace(/\/$/, '')),
      demo,
      demoPatientIds: patients.sort(),
    };
  }

  @Open()
  @Get(ROUTE.health)
  async health(): Promise<HealthResponse> {
    const { runtime } = this;
    const storageUp = await runtime.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const brokerUp = runtime.link.connected;
    const model = runtime.model.status();
    const pipeline = runtime.watch.watchdog.status;
    return {
      status: storageUp && brokerUp && model.status === 'ok' && pipeline.standsSinceMs === null ? 'ok' : 'degraded',
      pipeline,
      storage: { status: storageUp ? 'ok' : 'down', kind: runtime.storage, jobErrors: runtime.maintenance.jobErrors },
      broker: { status: brokerUp ? 'ok' : 'down' },
      model,
      notice: NOT_A_MEDICAL_DEVICE,
      version: API_VERSION,
    };
  }

  @Open()
  @Get(ROUTE.ready)
  ready(@Res({ passthrough: true }) response: Response): ReadyResponse {
    const ready = this.runtime.ready();
    response.status(ready.ready ? 200 : 503);
    return ready;
  }

  @Get(ROUTE.currentModel)
  model(): CurrentModelResponse {
    return this.runtime.model.report();
  }
}
