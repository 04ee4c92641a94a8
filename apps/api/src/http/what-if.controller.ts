import { setImmediate } from 'node:timers/promises';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ROUTE, whatIfQuery, type SessionUser, type WhatIfResponse } from '@airway-twin/contracts/http';
import { SCENARIOS, WHAT_IF_VERSION, simulateForward, type WhatIf } from '@airway-twin/domain/what-if';
import { Runtime } from '../runtime.js';
import { CurrentUser, Roles } from './bearer-guard.js';
import { checked } from './errors.js';
import { readableTwin } from './patients.controller.js';

/** Questions about days to come. Reads the twin and writes nothing: no observation, no recommendation, no revision. */
@Controller()
export class WhatIfController {
  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  @Roles('clinician', 'patient')
  @Get(ROUTE.whatIf)
  async whatIf(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
  ): Promise<WhatIfResponse> {
    const { scenario, days } = checked(whatIfQuery, query);
    const twin = await readableTwin(this.runtime, user, patientId);
    const atMs = this.runtime.patientNowMs(twin);
    const runs: WhatIf[] = [];
    for (const asked of scenario ? [scenario] : SCENARIOS) {
      runs.push(simulateForward(twin.state, asked, atMs, days));
      // Between two runs whatever has arrived meanwhile has its turn.
      await setImmediate();
    }
    return { patientId, atMs, revision: twin.revision, version: WHAT_IF_VERSION, runs };
  }
}
