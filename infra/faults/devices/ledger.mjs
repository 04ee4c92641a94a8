import { createHash } from 'node:crypto';
import { decodeDeviceMessage, toObservation } from '@airway-twin/contracts/mqtt';

/** How far a device's clock may run ahead before the API refuses what it measured (FUTURE_TOLERANCE_MS there). */
const FUTURE_TOLERANCE_MS = 5 * 60_000;

/**
 * What was measured and numbered, and what must be found of it. `data`: of the observation, null when it must be among the refused.
 * `isSure`: false for what the device was about to keep when its power went; it may be there or not.
 * @typedef {{ key: string, deviceId: string, bootId: string, seq: number, place: 'observation' | 'dead-letter', stream: string | null,
 *   measuredAtMs: number | null, data: unknown, isSure: boolean, receiptedAtMs: number | null }} LedgerEntry
 *
 * Damaged on the way so that its number cannot be read: nobody can receipt it. `taken`: a broker has acknowledged it.
 * @typedef {{ name: string, topic: string, sha256: string, taken: boolean }} Damaged
 */

/** @param {string} deviceId @param {string} bootId @param {number} seq */
export const keyOf = (deviceId, bootId, seq) => `${deviceId} ${bootId} ${seq}`;

/**
 * The entry of a message as the contract reads its bytes.
 * @param {{ deviceId: string, bootId: string, seq: number, topic: string, bytes: Uint8Array,
 *   profile: import('@airway-twin/domain/patient').PatientProfile, nowMs: number, isSure: boolean }} message
 * @returns {LedgerEntry}
 */
export function ledgerEntry({ deviceId, bootId, seq, topic, bytes, profile, nowMs, isSure }) {
  const entry = { key: keyOf(deviceId, bootId, seq), deviceId, bootId, seq, isSure, receiptedAtMs: null };
  const arrival = decodeDeviceMessage(topic, bytes);
  const observation = arrival.kind === 'stream' ? toObservation(arrival, profile) : null;
  if (observation === null || observation.measuredAtMs > nowMs + FUTURE_TOLERANCE_MS) {
    return { ...entry, place: 'dead-letter', stream: null, measuredAtMs: null, data: null };
  }
  const { stream, measuredAtMs, data } = observation;
  return { ...entry, place: 'observation', stream, measuredAtMs, data };
}

/** @param {Uint8Array} bytes @returns {string} hex */
export const sha256Of = (bytes) => createHash('sha256').update(bytes).digest('hex');
