/** First in, first out, with a way back in for what was taken too early. Taking is cheap however many wait. */
export interface Fifo<T> {
  readonly size: number;
  push(item: T): void;
  first(): T | undefined;
  take(): T | undefined;
  /** In front of all that wait, in this order. */
  putBack(items: readonly T[]): void;
}

/** Taken places are given back when they are more than this, and more than half. */
const EMPTY_PLACES = 1024;

export function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    get size() {
      return items.length - head;
    },
    push: (item) => void items.push(item),
    first: () => items[head],
    take() {
      if (head === items.length) return undefined;
      const item = items[head]!;
      head += 1;
      if (head > EMPTY_PLACES && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    putBack(back) {
      items = [...back, ...items.slice(head)];
      head = 0;
    },
  };
}
