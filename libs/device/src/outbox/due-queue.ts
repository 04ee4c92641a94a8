/** What is due when, soonest first; at the same instant, in the order in which it was put in. An item that was put in again counts by its newest instant alone. */
export interface DueQueue<T extends object> {
  put(item: T, dueMs: number): void;
  remove(item: T): void;
  has(item: T): boolean;
  /** The soonest instant, ms; null when nothing is in it. */
  readonly soonestMs: number | null;
  /** Takes the soonest item if it is due by then. */
  takeDue(nowMs: number): T | undefined;
}

interface Entry<T> {
  readonly item: T;
  readonly dueMs: number;
  readonly order: number;
}

/** A binary heap; entries that no longer count are left in it and skipped when they come to the top. */
export function createDueQueue<T extends object>(): DueQueue<T> {
  const heap: Entry<T>[] = [];
  const dueOf = new Map<T, Entry<T>>();
  let order = 0;

  function up(from: number): void {
    const entry = heap[from]!;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isSooner(heap[parent]!, entry)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  function removeTop(): void {
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isSooner(heap[child + 1]!, heap[child]!)) child += 1;
      if (isSooner(last, heap[child]!)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }

  function top(): Entry<T> | undefined {
    while (heap.length > 0 && dueOf.get(heap[0]!.item) !== heap[0]) removeTop();
    return heap[0];
  }

  return {
    put(item, dueMs) {
      const entry = { item, dueMs, order: order++ };
      dueOf.set(item, entry);
      heap.push(entry);
      up(heap.length - 1);
    },
    remove: (item) => void dueOf.delete(item),
    has: (item) => dueOf.has(item),
    get soonestMs() {
      return top()?.dueMs ?? null;
    },
    takeDue(nowMs) {
      const soonest = top();
      if (soonest === undefined || soonest.dueMs > nowMs) return undefined;
      removeTop();
      dueOf.delete(soonest.item);
      return soonest.item;
    },
  };
}

function isSooner(one: Entry<unknown>, other: Entry<unknown>): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
