import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerGuard } from './http/bearer-guard.js';
import { EngineeringController } from './http/engineering.controller.js';
import { ObservationsController } from './http/observations.controller.js';
import { PatientsController } from './http/patients.controller.js';
import { RootController } from './http/root.controller.js';
import { SessionController } from './http/session.controller.js';
import { SpirometryController } from './http/spirometry.controller.js';
import { WhatIfController } from './http/what-if.controller.js';
import { Runtime } from './runtime.js';

/** The HTTP side: controllers around the one runtime. */
@Module({})
export class AppModule {
  static around(runtime: Runtime): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        RootController,
        SessionController,
        PatientsController,
        ObservationsController,
        EngineeringController,
        WhatIfController,
        SpirometryController,
      ],
      providers: [
        { provide: Runtime, useValue: runtime },
        { provide: APP_GUARD, useFactory: (held: Runtime) => new BearerGuard(held), inject: [Runtime] },
      ],
    };
  }
}
