/** One message on its way to the broker. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface LinkEvents {
  /** `mostUnderWay`: how many messages without an acknowledgement the broker allows (MQTT 5); null: it does not say. */
  readonly onOnline: (mostUnderWay?: number | null) => void;
  readonly onOffline: () => void;
  readonly onMessage: (topic: string, payload: Uint8Array, retained: boolean) => void;
}

/** A device's connection to the broker, once opened. `publish` settles when the broker has taken the message, or rejects when the link is lost. */
export interface Link {
  publish(message: OutgoingMessage): Promise<void>;
  /** Says goodbye (no last will) and settles when all is closed. */
  close(): Promise<void>;
  /** Vanishes without a word, as a device out of range does: the broker publishes its last will. */
  vanish(): void;
}

export interface LinkSettings {
  readonly clientId: string;
  /** `{site}.{device}` */
  readonly username: string;
  readonly subscriptions: readonly string[];
  /** Null: the link does not speak for the device's presence, and leaves no session behind. */
  readonly lastWill: OutgoingMessage | null;
}

/** Opens a link that connects again by itself until it is closed or vanishes. */
export type OpenLink = (settings: LinkSettings, events: LinkEvents) => Link;
