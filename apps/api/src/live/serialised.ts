import type { LiveIo } from './live-socket.js';

/** JSON that is made once and sent to many: in the place of the value that it stands for. */
class Serialised {
  constructor(readonly json: string) {}
}

/** JSON as the value that it stands for, to be emitted or answered with as it is. Of use only where `sendsSerialised` was called. */
export function asValue<T>(json: string): T {
  return new Serialised(json) as unknown as T;
}

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number;
  readonly data?: unknown;
}

/**
 * Teaches a socket.io server to send `asValue` as the JSON that it holds. socket.io writes every answer anew and walks it first in search
 * of bytes, which for one ward and 500 screens takes seconds. This wraps its private `encoder`: the version is pinned, and an integration
 * test reads what arrives.
 */
export function sendsSerialised(io: LiveIo): void {
  const { encoder } = io as unknown as { encoder: { encode(packet: Packet): unknown[] } };
  const encode = encoder.encode.bind(encoder);
  encoder.encode = (packet) => {
    const { type, nsp, id, data } = packet;
    if (!Array.isArray(data) || !data.some((each) => each instanceof Serialised)) return encode(packet);
    const parts = data.map((each: unknown) => (each instanceof Serialised ? each.json : JSON.stringify(each)));
    return [`${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}[${parts.join(',')}]`];
  };
}
