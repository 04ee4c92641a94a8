import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { decodeDeviceMessage, topicOf } from '@airway-twin/contracts/mqtt';
import { demoCohort } from '../patients/cohort.js';
import { puffAndBlowsRecording } from './puff-and-blows.js';
import { listRecordings, openRecording } from './recordings-folder.js';
import { parseRecording, recordedEvents, recordingSeconds, recordingText } from './recording.js';

const folder = new URL('../../recordings/', import.meta.url).pathname;
const made = puffAndBlowsRecording(demoCohort()[6]!);

describe('a recording', () => {
  it('reads back as it was written', () => {
    expect(parseRecording('made', recordingText(made))).toEqual(made);
  });

  it('keeps the identity and time of every message and leaves the sending time to the sending', () => {
    const [event] = recordedEvents(made);
    expect(event?.payload).toMatchObject({
      bootId: made.messages[0]!.payload['bootId'],
      seq: made.messages[0]!.payload['seq'],
      measuredAt: made.messages[0]!.payload['measuredAt'],
    });
    expect(event?.payload).not.toHaveProperty('sentAt');
  });

  it.each([
    ['', 'line 1: expected a JSON object'],
    ['{"format":"other/1"}', 'expected format "airway-recording/1"'],
    ['{"format":"airway-recording/1"}', 'registration'],
  ])('a first line of %j is refused by name', (line, message) => {
    expect(() => parseRecording('bad', line)).toThrow(message);
  });

  it('a wrong line is refused with its number and field', () => {
    const lines = recordingText(made).split('\n');
    lines[3] = JSON.stringify({ ...made.messages[2], stream: 'heart.rate' });
    expect(() => parseRecording('bad', lines.join('\n'))).toThrow(/line 4: expected stream/);
  });
});

describe('the recording that comes with the project', () => {
  it('is what the generator gives', async () => {
    expect(await readFile(`${folder}puff-and-blows.jsonl`, 'utf8')).toBe(recordingText(made));
  });

  it('is offered by its name, holds a puff and blows that the contract accepts, and lasts half a minute', async () => {
    const recording = await openRecording([folder], 'puff-and-blows');
    expect(await listRecordings([folder], () => undefined)).toContainEqual({
      name: 'puff-and-blows',
      messages: made.messages.length,
      seconds: 30,
    });
    expect(recordingSeconds(recording!)).toBe(30);
    const streams = recording!.messages.map(({ site, device, stream, payload }) => {
      const bytes = new TextEncoder().encode(JSON.stringify(payload));
      expect(decodeDeviceMessage(topicOf({ site, device, channel: stream }), bytes).kind).toBe('stream');
      return stream;
    });
    expect(streams.filter((stream) => stream === 'inhaler.actuation').length).toBeGreaterThanOrEqual(4);
    expect(streams.filter((stream) => stream === 'spirometer.blow').length).toBeGreaterThanOrEqual(9);
  });

  it('a name that no folder lists opens nothing, whatever path it holds', async () => {
    expect(await openRecording([folder], '../package')).toBeNull();
  });
});
