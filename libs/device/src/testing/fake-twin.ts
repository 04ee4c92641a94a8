import { connect, type MqttClient } from 'mqtt';
import {
  ALL_TOPICS_FILTER,
  CHANNEL_SCHEMA,
  decodeDeviceMessage,
  RECEIPT_BOOTS_MOST,
  topicOf,
  type DeviceReceipt,
  type DeviceStatus,
} from '@airway-twin/contracts/mqtt';
import { receiptOf } from './lossy-course.js';

/** A twin that stores numbers in memory and gives receipts for them: what a device sees of the real one. */
export interface FakeTwin {
  /** Numbers stored of a boot of a device. */
  stored(device: string, bootId: string): ReadonlySet<number>;
  /** How often each message arrived, by `device/boot/seq`. */
  readonly arrivals: ReadonlyMap<string, number>;
  readonly statuses: readonly { readonly device: string; readonly status: DeviceStatus }[];
  /** While true it acknowledges and stores nothing: what arrives is lost. */
  isForgetful: boolean;
  /** Keeps of each boot only the numbers below `most`, as a backup would. */
  goBackTo(most: number): void;
  close(): Promise<void>;
}

export interface TwinAccess {
  readonly mqttUrl: string;
  readonly username?: string;
  readonly password?: string;
}

const RECEIPTS_EVERY_MS = 50;
const GAPS_MOST = 32;

export async function startFakeTwin(site: string, access: TwinAccess): Promise<FakeTwin> {
  const { mqttUrl, ...login } = access;
  const devices = new Map<string, Map<string, Set<number>>>();
  const arrivals = new Map<string, number>();
  const statuses: { device: string; status: DeviceStatus }[] = [];
  const changed = new Set<string>();
  const client: MqttClient = connect(mqttUrl, { ...login, clientId: 'fake-twin', reconnectPeriod: 100 });

  const bootsOf = (device: string): Map<string, Set<number>> => {
    const boots = devices.get(device) ?? new Map<string, Set<number>>();
    devices.set(device, boots);
    return boots;
  };
  const hearOf = (device: string, bootId: string): Set<number> => {
    const boots = bootsOf(device);
    const seqs = boots.get(bootId) ?? new Set<number>();
    // The one heard last stands last.
    boots.delete(bootId);
    boots.set(bootId, seqs);
    changed.add(device);
    return seqs;
  };

  client.on('connect', () => {
    client.subscribe(ALL_TOPICS_FILTER, { qos: 1 });
    for (const device of devices.keys()) changed.add(device);
  });
  client.on('error', () => undefined);
  client.on('message', (topic, payload) => {
    const arrival = decodeDeviceMessage(topic, payload);
    if (arrival.kind === 'status') {
      statuses.push({ device: arrival.device, status: arrival.message });
      hearOf(arrival.device, arrival.message.bootId);
    }
    if (arrival.kind !== 'stream' || twin.isForgetful) return;
    const { bootId, seq } = arrival.message;
    const key = `${arrival.device}/${bootId}/${seq}`;
    arrivals.set(key, (arrivals.get(key) ?? 0) + 1);
    hearOf(arrival.device, bootId).add(seq);
  });

  function receipt(device: string): DeviceReceipt {
    const boots = [...bootsOf(device)].reverse().slice(0, RECEIPT_BOOTS_MOST);
    return {
      schema: CHANNEL_SCHEMA.receipt,
      at: new Date().toISOString(),
      boots: boots.map(([bootId, seqs]) => receiptOf(bootId, seqs, GAPS_MOST)),
    };
  }

  const timer = setInterval(() => {
    if (!client.connected) return;
    for (const device of changed) {
      const topic = topicOf({ site, device, channel: 'receipt' });
      client.publish(topic, JSON.stringify(receipt(device)), { qos: 1, retain: true });
    }
    changed.clear();
  }, RECEIPTS_EVERY_MS);

  const twin: FakeTwin = {
    stored: (device, bootId) => bootsOf(device).get(bootId) ?? new Set(),
    arrivals,
    statuses,
    isForgetful: false,
    goBackTo(most) {
      for (const [device, boots] of devices) {
        for (const [bootId, seqs] of boots) boots.set(bootId, new Set([...seqs].filter((seq) => seq < most)));
        changed.add(device);
      }
    },
    async close() {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return twin;
}
