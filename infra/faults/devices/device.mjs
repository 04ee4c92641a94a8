/** A device under faults: the library for makers with its outbox on a disk, which can lose its power. */
import { cpSync } from 'node:fs';
import { connectDevice, mqttLinks } from '@airway-twin/device/client';
import { openJournal } from '@airway-twin/device/storage';
import { faultyLinks } from './faulty-links.mjs';

/** Quicker than in a home, so that a round takes seconds: when a message without a receipt is sent again. */
const RESENDING = { resendAfterMs: 3_000, resendAtMostMs: 6_000, gapResendAfterMs: 500 };

/** @typedef {Awaited<ReturnType<typeof startDevice>>} Device */

/**
 * @param {object} options
 * @param {string} options.folder for its disk; one more for each power cut
 * @param {string} options.url @param {string} options.site @param {string} options.deviceId
 * @param {string} options.username @param {string} options.password
 * @param {4 | 5} options.protocolVersion
 * @param {import('./faulty-links.mjs').Way} options.way
 * @param {(receipt: import('@airway-twin/contracts/mqtt').DeviceReceipt) => void} options.onReceipt
 */
export async function startDevice({
  folder,
  url,
  site,
  deviceId,
  username,
  password,
  protocolVersion,
  way,
  onReceipt,
}) {
  let disk = folder;
  let life = 0;
  let publishing = 0;
  let client = await boot();

  async function boot() {
    const ignore = () => undefined;
    const store = await openJournal({ folder: disk, onProblem: ignore });
    const access = { mqttUrl: url, username, password, protocolVersion };
    const openLink = faultyLinks(mqttLinks(access, ignore), { way, onReceipt });
    return connectDevice({ site, deviceId, store, openLink, onProblem: ignore, ...RESENDING });
  }

  return {
    deviceId,
    /** What it holds back: not receipted, or not even numbered yet. */
    get held() {
      return publishing + client.unreceipted;
    },
    /**
     * Numbers and keeps a measurement. `isSure`: the device knew that it was kept; else its power went before, and what is on the disk
     * nobody can say.
     * @param {import('@airway-twin/contracts/mqtt').DeviceStream} stream @param {object} measurement
     * @returns {Promise<{ bootId: string, seq: number, isSure: boolean } | null>} null: it was not kept
     */
    measure: async (stream, measurement) => {
      const mine = life;
      publishing += 1;
      const publication = await client.publish(stream, /** @type {any} */ (measurement));
      publishing -= 1;
      if (publication.kind === 'refused') return null;
      return { bootId: publication.bootId, seq: publication.seq, isSure: mine === life };
    },
    /** The power goes and comes back: what was on the disk at that moment is there again, with a new boot that numbers from 0. */
    cutPower: async () => {
      const dead = client;
      dead.goSilent();
      life += 1;
      disk = `${folder}-${life}`;
      cpSync(life === 1 ? folder : `${folder}-${life - 1}`, disk, { recursive: true });
      void dead.close();
      client = await boot();
    },
    close: async () => {
      client.goSilent();
      await client.close();
    },
  };
}
