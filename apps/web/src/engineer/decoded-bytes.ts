const SHOWN = 2000;

/** Bytes for reading: as text where they are UTF-8, else as hexadecimal; the first 2000 of them. */
export function decodedBytes(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const shown = bytes.subarray(0, SHOWN);
  const more = bytes.length > SHOWN ? ' …' : '';
  try {
    // `stream` lets a character that the cut splits go unsaid instead of failing.
    return new TextDecoder('utf-8', { fatal: true }).decode(shown, { stream: bytes.length > SHOWN }) + more;
  } catch {
    return [...shown].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') + more;
  }
}
