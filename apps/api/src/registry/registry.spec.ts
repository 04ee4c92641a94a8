import { describe, expect, it } from '@jest/globals';
import { aPatient } from '@airway-twin/domain/testing';
import type { DeviceName, RegisteredDevice, RegistryPicture } from './registry-store.js';
import { Registry } from './registry.js';

const patient = aPatient();
const { siteId, patientId } = patient;

function aDevice(deviceId: string): RegisteredDevice {
  const assignments = [{ patientId, fromMs: 0, toMs: Infinity }];
  const heard = { online: null, lastMeasuredAtMs: null, lastReceivedAtMs: null };
  return { siteId, deviceId, kind: 'spirometer', model: 'm', registeredAtMs: 0, assignments, ...heard };
}

/** A store that another process registers devices in. */
function aStore() {
  const devices = new Map<string, RegisteredDevice>();
  const asked: (string | null)[] = [];
  const read = async (only: DeviceName | null): Promise<RegistryPicture> => {
    asked.push(only?.deviceId ?? null);
    const found = [...devices].filter(([, { deviceId }]) => only === null || deviceId === only.deviceId);
    return { devices: new Map(found), patients: new Map([[`${siteId}/${patientId}`, { ...patient }]]) };
  };
  const register = (deviceId: string) => devices.set(`${siteId}/${deviceId}`, aDevice(deviceId));
  return { registry: new Registry(read), register, asked };
}

describe('a device that another process registered a moment ago', () => {
  it('is found with its wearer, by a question about it alone', async () => {
    const { registry, register, asked } = aStore();
    register('d1');
    await registry.reload();
    const before = registry.patient(siteId, patientId);
    register('d2');
    expect(registry.isKnownDevice(siteId, 'd2')).toBe(false);
    await registry.lookUp(siteId, 'd2', 0);
    expect(asked).toEqual([null, 'd2']);
    expect(registry.wearer(siteId, 'd2', 'spirometer.blow', 5)).toBe(before);
    expect(registry.devicesOf(siteId, patientId, 5).map(({ deviceId }) => deviceId)).toEqual(['d1', 'd2']);
  });

  it('is asked for once a second, however many messages of it come', async () => {
    const { registry, register, asked } = aStore();
    await Promise.all([0, 10, 999].map((nowMs) => registry.lookUp(siteId, 'd1', nowMs)));
    expect(asked).toEqual(['d1']);
    register('d1');
    await registry.lookUp(siteId, 'd1', 1000);
    expect(registry.isKnownDevice(siteId, 'd1')).toBe(true);
  });

  it('is not hidden by another unknown one that was asked for just before', async () => {
    const { registry, register } = aStore();
    await registry.lookUp(siteId, 'stranger', 0);
    register('d1');
    await registry.lookUp(siteId, 'd1', 1);
    expect(registry.isKnownDevice(siteId, 'd1')).toBe(true);
  });

  it('stays when the whole registry is read again meanwhile', async () => {
    const { registry, register } = aStore();
    register('d1');
    await Promise.all([registry.reload(), registry.lookUp(siteId, 'd1', 0), registry.reload()]);
    expect(registry.isKnownDevice(siteId, 'd1')).toBe(true);
    expect(registry.devicesOf(siteId, patientId, 5)).toHaveLength(1);
  });
});
