import type { DeviceSilence } from '@airway-twin/contracts/http';
import type { DeviceKind, DevicePresence } from '@airway-twin/domain/presence';
import { MS_PER_HOUR } from '@airway-twin/domain/time';
import type { Speech } from './speech.js';

/** How long a device has said nothing: by the wall clock for a living patient, else as it was when the record stood there. */
export function quietForMs({ clock, presence }: Pick<DeviceSilence, 'clock' | 'presence'>, wallNowMs: number): number {
  return clock === 'wall' && presence.quietSinceMs !== null
    ? Math.max(presence.silenceMs ?? 0, wallNowMs - presence.quietSinceMs)
    : (presence.silenceMs ?? 0);
}

/** "No word from the inhaler sensor since …", for a device that is silent or lost. */
export function silenceText({ say, ago, dateTime }: Speech, silence: DeviceSilence, wallNowMs: number): string {
  const { presence, kind, timeZone } = silence;
  const key =
    presence.wordAtMs === null ? 'silence.never' : presence.state === 'lost' ? 'silence.lost' : 'silence.silent';
  return say(key, {
    device: say(`silence.of.${kind}`),
    at: dateTime(presence.quietSinceMs ?? 0, timeZone),
    ago: ago(quietForMs(silence, wallNowMs)),
  });
}

/** The same in a few words, for a row of a list. */
export function silenceShortText({ say, ago }: Speech, silence: DeviceSilence, wallNowMs: number): string {
  return say(silence.presence.state === 'lost' ? 'silence.short.lost' : 'silence.short.silent', {
    device: say(`silence.of.${silence.kind}`),
    ago: ago(quietForMs(silence, wallNowMs)),
  });
}

/** Why a device is judged as it is, with the durations. */
export function presenceReasonText({ say, ago }: Speech, presence: DevicePresence, nowMs: number): string {
  const { because, wordAtMs, quietSinceMs, expectedEveryMs, silenceMs } = presence;
  if (presence.state === 'awaited')
    return say(`presence.${because as 'first-word-awaited' | 'nobody-wears-it' | 'nothing-expected'}`);
  const lastAgo = ago(Math.max(silenceMs ?? 0, nowMs - (wordAtMs ?? quietSinceMs ?? nowMs)));
  const word =
    wordAtMs === null
      ? say('presence.first-word-awaited')
      : say(because === 'connection-lost' ? 'presence.connectionLost' : 'presence.lastWord', { ago: lastAgo });
  if (expectedEveryMs === null) return word;
  return `${word}; ${say('presence.every', { hours: Math.round(expectedEveryMs / MS_PER_HOUR) })}`;
}

/** The kinds that a patient wears or has at home. */
export type OwnDeviceKind = Exclude<DeviceKind, 'environment-feed' | 'replay-runner'>;

export function isOwnDevice(kind: DeviceKind): kind is OwnDeviceKind {
  return kind !== 'environment-feed' && kind !== 'replay-runner';
}
