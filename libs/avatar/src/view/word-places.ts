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
  /** The middle of what it names, and how far that reaches from there: the word stands beside it; reaching nowhere: upon it. */
  readonly x: number;
  readonly y: number;
  readonly reachX: number;
  readonly reachY: number;
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
    const tried = isSeen ? [...beside(word), ...(word.always ? edges(word, picture) : [])] : [];
    const place = tried.find((box) => isWithin(box, picture) && occupied.every((other) => !meet(box, other)));
    if (place) occupied.push(place);
    return place ?? null;
  });
}

/** To the right, to the left, above, below. */
function beside({ x, y, reachX, reachY, width, height }: WantedWord): PictureBox[] {
  const box = (left: number, top: number) => ({ left, top, width, height });
  if (reachX === 0) return [box(x - width / 2, y - height / 2)];
  return [
    box(x + reachX, y - height / 2),
    box(x - reachX - width, y - height / 2),
    box(x - width / 2, y - reachY - height),
    box(x - width / 2, y + reachY),
  ];
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
