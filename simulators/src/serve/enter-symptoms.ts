import type { SymptomEntry } from '@airway-twin/contracts/http';
import { ApiRefusal } from '../system/api-client.js';
import type { DemoSystem } from '../system/demo-system.js';

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
const CLIENT_ERRORS = { from: 400, below: 500, tooMany: 429 } as const;

/**
 * Makes the entry as the patient. An API that is away or being started again is waited for; an entry that it refuses is told and left.
 */
export async function enterUntilTaken(
  system: DemoSystem,
  patientId: string,
  entry: SymptomEntry,
  say: (line: string) => void,
): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      const person = await system.patient(patientId);
      await person.enterSymptoms(patientId, entry);
      return;
    } catch (error) {
      if (error instanceof ApiRefusal && isFinal(error.status)) {
        say(`entry ${entry.entryId} was refused: ${error.message}`);
        return;
      }
      if (pauseMs === FIRST_PAUSE_MS) say(`entry ${entry.entryId} waits for the API: ${(error as Error).message}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function isFinal(status: number): boolean {
  return status >= CLIENT_ERRORS.from && status < CLIENT_ERRORS.below && status !== CLIENT_ERRORS.tooMany;
}
