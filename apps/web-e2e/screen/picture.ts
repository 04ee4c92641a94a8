import { inflateSync } from 'node:zlib';

/** A picture as luminances 0…255, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly luminance: Float32Array;
}

const SIGNATURE_BYTES = 8;
const CHANNELS: Record<number, number> = { 2: 3, 6: 4 };

/** Reads a PNG as the browser makes its screenshots: 8 bits, RGB or RGBA, not interlaced (PNG specification, W3C 2003). Throws on others. */
export function pictureOf(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = CHANNELS[png[25] ?? -1];
  if (png[24] !== 8 || channels === undefined || png[28] !== 0) throw new Error('expected an 8-bit RGB or RGBA PNG');
  const parts: Buffer[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const luminance = new Float32Array(width * height);
  for (let pixel = 0; pixel < luminance.length; pixel += 1) {
    const at = pixel * channels;
    // Luma of ITU-R BT.709.
    luminance[pixel] = 0.2126 * bytes[at]! + 0.7152 * bytes[at + 1]! + 0.0722 * bytes[at + 2]!;
  }
  return { width, height, luminance };
}

/** Undoes the five line filters. */
function unfiltered(data: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x >= channels ? out[at - channels]! : 0;
      const up = row > 0 ? out[at - stride]! : 0;
      const upLeft = row > 0 && x >= channels ? out[at - stride - channels]! : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter ?? -1];
      if (predicted === undefined) throw new Error(`unknown PNG line filter ${filter}`);
      out[at] = data[row * (stride + 1) + 1 + x]! + predicted;
    }
  }
  return out;
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}

/** Standard deviation of the luminance: 0 for a blank picture. */
export function contrastOf({ luminance }: Picture): number {
  const mean = luminance.reduce((sum, value) => sum + value, 0) / luminance.length;
  return Math.sqrt(luminance.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luminance.length);
}

/** Mean absolute difference of the luminances. Throws when the pictures differ in size. */
export function differenceOf(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) throw new Error('expected pictures of one size');
  let sum = 0;
  for (let pixel = 0; pixel < one.luminance.length; pixel += 1) {
    sum += Math.abs(one.luminance[pixel]! - other.luminance[pixel]!);
  }
  return sum / one.luminance.length;
}
