import { demoCohort } from '../patients/cohort.js';
import { deviceIdOf } from '../patients/patient-spec.js';
import type { Program } from './program.js';

export const devicesProgram: Program = {
  usage: `devices
  Prints the ids of the demo's devices, one a line.`,
  options: {},
  run({ print }) {
    for (const { patientId, devices } of demoCohort()) {
      for (const { part } of devices) print(deviceIdOf(patientId, part));
    }
    return Promise.resolve(0);
  },
};
