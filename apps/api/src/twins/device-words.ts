import { hearBoots } from '../storage/boot-store.js';
import { saveDeviceReported, saveDeviceStatuses } from '../storage/device-store.js';
import type { Client } from '../storage/pool.js';
import type { UnderWay } from './under-way.js';
import type { StatusInput, WriterInput } from './writer-input.js';

/** Births, wills and reports of devices; returns the births and wills that were the newest word of their device. */
export function saveWordsOfDevices(
  client: Client,
  inputs: readonly WriterInput[],
  underWay: UnderWay,
): Promise<StatusInput[]> {
  const words = inputs.filter((input) => input.kind === 'status');
  underWay.add(
    hearBoots(
      client,
      words.map(({ siteId, deviceId, status: { bootId, nextSeq } }) => ({
        siteId,
        deviceId,
        bootId,
        nextSeq: nextSeq ?? null,
      })),
    ),
  );
  const newest = saveDeviceStatuses(client, words);
  underWay.add(newest);
  for (const input of inputs) {
    if (input.kind === 'reported')
      underWay.add(saveDeviceReported(client, input.siteId, input.deviceId, input.reported));
  }
  return newest;
}
