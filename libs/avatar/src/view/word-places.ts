/** A rectangle in the picture, CSS pixels from its upper left corner. */
export interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A word that wants to stand in the picture. */
export interface WantedWord extends PictureSize {
  /** The middle of what it names. */
  readonly x: number;
  readonly y: number;
  /** How far that reaches from there to both sides, and in which direction, of length 1; the word stands beside it. Null: upon its middle. */
  readonly beside: { readonly reachPx: number; readonly acrossX: number; readonly acrossY: number } | null;
  /** It stands at an edge rather than not at all, if what it names is in the picture. */
  readonly always: boolean;
}

/** The least room between two words, and between a word and the edge. */
const GAP_PX = 4;

/**
 * The places of words so that none meets another, a box in `taken`, or the edge of the picture. What comes first in `wanted` is placed first; null
 * for a word that finds no room.
 */
export function placedWords(
  wanted: readonly WantedWord[],
  picture: PictureSize,
  taken: readonly PictureBox[],
): (PictureBox | null)[] {
  const occupied = [...taken];
  return wanted.map((word) => {
    const isSeen = word.x > 0 && word.x < picture.width && word.y > 0 && word.y < picture.height;
    const tried = isSeen ? [...choices(word), ...(word.always ? edges(word, picture) : [])] : [];
    const place = tried.find((box) => isWithin(box, picture) && occupied.every((other) => !meet(box, other)));
    if (place) occupied.push(place);
    return place ?? null;
  });
}

/** Upon its place or a little lower, or higher; or to both sides of it, then to the right, to the left, above and below. */
function choices({ x, y, beside, width, height }: WantedWord): PictureBox[] {
  const around = (middleX: number, middleY: number) => ({
    left: middleX - width / 2,
    top: middleY - height / 2,
    width,
    height,
  });
  if (beside === null) return [0, 1.3, 1.8, 2.4, -1.3, -1.8, -2.4].map((lines) => around(x, y + lines * height));
  const { reachPx, acrossX, acrossY } = beside;
  const directions = [
    [acrossX, acrossY],
    [-acrossX, -acrossY],
    [1, 0],
    [-1, 0],
    [0, -1],
    [0, 1],
  ] as const;
  return directions.map(([dx, dy]) => {
    // As far as its box needs in that direction to be clear of what it names.
    const away = reachPx + (Math.abs(dx) * width + Math.abs(dy) * height) / 2;
    return around(x + away * dx, y + away * dy);
  });
}

/** Above, below and beside what is named, as near as the edge of the picture lets it. */
function edges({ x, y, width, height }: WantedWord, picture: PictureSize): PictureBox[] {
  const left = Math.min(picture.width - GAP_PX - width, Math.max(GAP_PX, x - width / 2));
  const top = Math.min(picture.height - GAP_PX - height, Math.max(GAP_PX, y - height / 2));
  const right = picture.width - GAP_PX - width;
  const bottom = picture.height - GAP_PX - height;
  return [
    { left, top: GAP_PX, width, height },
    { left, top: bottom, width, height },
    { left: right, top, width, height },
    { left: GAP_PX, top, width, height },
  ];
}

function isWithin(box: PictureBox, picture: PictureSize): boolean {
  return (
    box.left >= GAP_PX &&
    box.top >= GAP_PX &&
    box.left + box.width <= picture.width - GAP_PX &&
    box.top + box.height <= picture.height - GAP_PX
  );
}

function meet(a: PictureBox, b: PictureBox): boolean {
  return (
    a.left < b.left + b.width + GAP_PX &&
    b.left < a.left + a.width + GAP_PX &&
    a.top < b.top + b.height + GAP_PX &&
    b.top < a.top + a.height + GAP_PX
  );
}
