/** A new empty database; `stop` drops it. */
export interface TestDatabase {
  /** `postgres://…`, for `pg` and for DATABASE_URL. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * A new empty database in a PostgreSQL that all tests of this user share: TEST_DATABASE_URL (a server's URL whose user may create
 * databases) when it is set, else an embedded one that ends with its last user.
 */
export declare function startTestDatabase(): Promise<TestDatabase>;

/** A PostgreSQL that a test may stop and start again. */
export interface OwnDatabase extends TestDatabase {
  /** A fast shutdown: open connections are ended. */
  readonly stopServer: () => Promise<void>;
  /** The same server on the same port, with what was committed. */
  readonly startServer: () => Promise<void>;
}

/** An embedded PostgreSQL of the test's own; `stop` ends it and removes its files. */
export declare function startOwnDatabase(): Promise<OwnDatabase>;

export interface TestBroker {
  /** `mqtt://127.0.0.1:…` */
  readonly url: string;
  /** For MQTT_CREDENTIAL_KEY and `devicePassword`. */
  readonly credentialKey: string;
  /** It keeps its connections and answers nothing; after that only SIGKILL ends it. */
  readonly freeze: () => void;
  /** Ends the broker, by SIGTERM or as told; its sessions and queues are gone with it. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/**
 * The product's own broker, a process of its own, on a free port with a random key unless told otherwise (to begin again where one was
 * stopped). It runs built contracts: build them first.
 */
export declare function startTestBroker(options?: { port?: number; credentialKey?: string }): Promise<TestBroker>;

/** The password of an MQTT user, by the rule of the broker: base64url(HMAC-SHA256(key, username)). */
export declare function devicePassword(credentialKey: string, username: string): string;

/** A port that nobody uses now. */
export function freePort(): Promise<number>;

/** The Mosquitto that is installed here; undefined: none. */
export const MOSQUITTO: string | undefined;
