import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { API_PREFIX } from '@airway-twin/contracts/http';
import { AppModule } from './app.module.js';
import type { ApiConfig } from './config.js';
import { ApiErrorFilter } from './http/api-error-filter.js';
import { openLog } from './log.js';
import { NestLogger } from './nest-logger.js';
import { Runtime } from './runtime.js';

const LARGEST_BODY = '2mb';

export interface RunningServer {
  readonly runtime: Runtime;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the whole API: store, broker link, twins, live door and HTTP, with the web app beside it. */
export async function startServer(
  config: ApiConfig,
  log: Logger = openLog(config.logLevel),
  clock?: () => number,
): Promise<RunningServer> {
  const runtime = new Runtime(config, log, clock);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.around(runtime), {
    logger: new NestLogger(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(API_PREFIX);
  app.useGlobalFilters(new ApiErrorFilter(log));
  app.use(
    helmet({
      contentSecurityPolicy: { directives: CONTENT_SECURITY_POLICY, useDefaults: false },
      strictTransportSecurity: false,
    }),
  );
  app.use(express.json({ limit: LARGEST_BODY }));
  serveWeb(app, config.webDist);
  await runtime.start(app.getHttpServer());
  await app.listen(config.port, config.host);
  const address = app.getHttpServer().address() as { port: number };
  return {
    runtime,
    url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${address.port}`,
    stop: async () => {
      await runtime.stop();
      await app.close();
    },
  };
}

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  workerSrc: ["'self'", 'blob:'],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
};

/** The built web app: hashed files for long, the page itself never from a cache; every other path is the app's own to route. */
function serveWeb(app: NestExpressApplication, webDist: string): void {
  const page = join(webDist, 'index.html');
  if (!existsSync(page)) return;
  app.use(
    express.static(webDist, {
      index: false,
      maxAge: '1y',
      immutable: true,
      setHeaders: (response, path) => noCacheForPages(response, path),
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    const first = request.path.split('/')[1];
    if (request.method !== 'GET' || first === API_PREFIX || !request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(page);
  });
}

function noCacheForPages(response: Response, path: string): void {
  if (!path.includes('/assets/')) response.setHeader('Cache-Control', 'no-cache');
}
