import { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { startTestBroker, startTestDatabase } from '@airway-twin/testkit/servers.mjs';
import {
  pathOf,
  type DeviceKind,
  type ObservationPage,
  type RegistryResponse,
  type RouteName,
  type SessionResponse,
} from '@airway-twin/contracts/http';
import { LIVE_PATH, type ClientToServerEvents, type ServerToClientEvents } from '@airway-twin/contracts/live';
import { STREAM_SCHEMA, topicOf, type Channel, type DeviceStream } from '@airway-twin/contracts/mqtt';
import { DEFAULT_ACTION_PLAN, type PatientProfile } from '@airway-twin/domain/patient';
import { parseConfig, type ApiConfig } from '../src/config.js';
import { startServer, type RunningServer } from '../src/server.js';

export const SITE = 'demo';
export type LiveClient = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A patient on the data clock with a regimen, unless told otherwise. */
export function aProfile(patientId: string, overrides: Partial<PatientProfile> = {}): PatientProfile {
  return {
    siteId: SITE,
    patientId,
    displayName: `Demo patient ${patientId}`,
    clock: 'data',
    timeZone: 'Europe/Paris',
    locale: 'en',
    sex: 'female',
    age: { kind: 'birth-date', birthDate: '2014-03-01' },
    heightCm: 140,
    heightMeasuredOn: '2026-02-20',
    medications: [
      {
        drug: 'salbutamol',
        role: 'reliever',
        dosesPerDay: 0,
        puffsPerDose: 2,
        minimumInspiratoryFlowLitresPerMinute: null,
      },
      {
        drug: 'budesonide',
        role: 'controller',
        dosesPerDay: 2,
        puffsPerDose: 1,
        minimumInspiratoryFlowLitresPerMinute: 30,
      },
    ],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: 300,
    declaredBestFev1Litres: null,
    attacksLastYear: 1,
    airwaySeed: 7,
    ...overrides,
  };
}

/** A device under test, connected with its own credentials. */
export interface TestDevice {
  readonly deviceId: string;
  readonly client: MqttClient;
  /** Publishes one message of a stream; resolves at the broker's acknowledgement. */
  send(stream: DeviceStream, measuredAt: number | string, fields: object, seq?: number): Promise<void>;
  /** Publishes any bytes on any channel of its own. */
  sendRaw(channel: Channel, payload: Buffer | string, retain?: boolean): Promise<void>;
}

/** The real line: database, broker, API with everything in it. */
export class Line {
  readonly devices: TestDevice[] = [];
  readonly sockets: LiveClient[] = [];

  private constructor(
    readonly server: RunningServer,
    readonly database: Awaited<ReturnType<typeof startTestDatabase>>,
    readonly broker: Awaited<ReturnType<typeof startTestBroker>>,
  ) {}

  static async start(changes: Partial<ApiConfig> = {}, clock?: () => number): Promise<Line> {
    const [database, broker] = await Promise.all([startTestDatabase(), startTestBroker()]);
    const config = parseConfig({
      DATABASE_URL: database.url,
      MQTT_URL: broker.url,
      MQTT_CREDENTIAL_KEY: broker.credentialKey,
      LOG_LEVEL: 'error',
    });
    if ('problems' in config) throw new Error(config.problems.join('\n'));
    const server = await startServer(
      { ...config, port: 0, ...changes },
      pino({ level: process.env['LOG_LEVEL'] ?? 'error' }),
      clock,
    );
    await eventually(() => server.runtime.link.connected, 'the broker link is up');
    return new Line(server, database, broker);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await Promise.all(this.devices.map((device) => device.client.endAsync(true)));
    await this.server.stop();
    await this.broker.stop();
    await this.database.stop();
  }

  async login(username: string, password = 'demo'): Promise<string> {
    const response = await this.request('POST', 'session', {}, { username, password });
    return ((await response.json()) as SessionResponse).token;
  }

  request(
    method: string,
    route: RouteName,
    params: Record<string, string>,
    body?: unknown,
    token?: string,
    query = '',
    accept?: string,
  ): Promise<Response> {
    return fetch(`${this.server.url}${pathOf(route, params)}${query}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(accept && { accept }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async get<T>(route: RouteName, params: Record<string, string>, username: string, query = ''): Promise<T> {
    const response = await this.request('GET', route, params, undefined, await this.login(username), query);
    if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Registers a patient with devices worn since 2020 and connects the devices. */
  async patient(profile: PatientProfile, kinds: Partial<Record<string, DeviceKind>>): Promise<TestDevice[]> {
    const devices = Object.entries(kinds).map(([deviceId, kind]) => ({
      siteId: SITE,
      deviceId,
      kind: kind!,
      model: 'Test device',
    }));
    const response = await this.request(
      'PUT',
      'registry',
      {},
      {
        patients: [profile],
        devices,
        assignments: devices.map(({ deviceId }) => ({
          siteId: SITE,
          deviceId,
          patientId: profile.patientId,
          validFrom: '2020-01-01T00:00:00Z',
          validTo: null,
        })),
      },
      await this.login('engineer'),
    );
    if (!response.ok) throw new Error(`registry: ${response.status} ${await response.text()}`);
    const { credentials } = (await response.json()) as RegistryResponse;
    return Promise.all(credentials.map((each) => this.device(each)));
  }

  private async device({ deviceId, username, password }: RegistryResponse['credentials'][number]): Promise<TestDevice> {
    const client = await connectAsync(this.broker.url, { username, password, clientId: deviceId, clean: false });
    let next = 0;
    const device: TestDevice = {
      deviceId,
      client,
      send: async (stream, measuredAt, fields, seq = next++) => {
        const message = {
          schema: STREAM_SCHEMA[stream],
          bootId: 'boot-1',
          seq,
          measuredAt: new Date(measuredAt).toISOString(),
          sentAt: new Date().toISOString(),
          ...fields,
        };
        await client.publishAsync(topicOf({ site: SITE, device: deviceId, channel: stream }), JSON.stringify(message), {
          qos: 1,
        });
      },
      sendRaw: async (channel, payload, retain = false) => {
        await client.publishAsync(topicOf({ site: SITE, device: deviceId, channel }), payload, { qos: 1, retain });
      },
    };
    this.devices.push(device);
    return device;
  }

  /** A screen: a socket with a session of that user. */
  async screen(username: string): Promise<LiveClient> {
    const socket: LiveClient = io(this.server.url, {
      path: LIVE_PATH,
      transports: ['websocket'],
      auth: { token: await this.login(username) },
      forceNew: true,
    });
    this.sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', reject);
    });
    return socket;
  }

  async observations(patientId: string, query = '?limit=10000'): Promise<ObservationPage['observations']> {
    return (await this.get<ObservationPage>('observations', { patientId }, patientId, query)).observations;
  }
}

/** Waits until it holds; fails with what was waited for. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 15_000,
): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves with the next event of that name that fits. */
export function nextEvent<E extends keyof ServerToClientEvents>(
  socket: LiveClient,
  event: E,
  fits: (payload: Parameters<ServerToClientEvents[E]>[0]) => boolean = () => true,
): Promise<Parameters<ServerToClientEvents[E]>[0]> {
  return new Promise((resolve) => {
    const listener = (name: string, payload: Parameters<ServerToClientEvents[E]>[0]) => {
      if (name !== event || !fits(payload)) return;
      socket.offAny(listener);
      resolve(payload);
    };
    socket.onAny(listener);
  });
}
