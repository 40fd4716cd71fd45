/** One element: what matters is where it is and whether it was referred to since it came there. */
interface Node<K> {
  key: K;
  referred: boolean;
}

/** How many nodes are looked at a time (LOCAL_FREE_TARGET and the like of a per-CPU list). */
const TARGET = 4;

/**
 * Which keys an LRU table keeps: two lists, newest first. Keys that are referred to while inactive become active; where there are
 * fewer inactive than active, the oldest active ones that nobody referred to become inactive; the oldest inactive one goes first.
 */
export class LruModel<K> {
  readonly #active: Node<K>[] = [];
  readonly #inactive: Node<K>[] = [];
  /** The inactive node at which the next rotation begins; the head of the list where undefined. */
  #rotation: Node<K> | undefined;
  #free: number;

  constructor(capacity: number) {
    this.#free = capacity;
  }

  /** Makes room for a key and takes it; `evict` is told of what has to go. */
  take(key: K, evict: (key: K) => void): Node<K> {
    this.#rotateActive();
    this.#rotateInactive();
    if (this.#free === 0) this.#shrink(evict);
    this.#free--;
    const node = { key, referred: false };
    this.#inactive.unshift(node);
    return node;
  }

  refer(node: Node<K>): void {
    node.referred = true;
  }

  release(node: Node<K>): void {
    this.#remove(node);
    this.#free++;
  }

  #remove(node: Node<K>): void {
    if (node === this.#rotation) this.#rotation = this.#inactive[this.#inactive.indexOf(node) - 1];
    for (const list of [this.#active, this.#inactive]) {
      const at = list.indexOf(node);
      if (at >= 0) list.splice(at, 1);
    }
  }

  #move(node: Node<K>, list: Node<K>[]): void {
    this.#remove(node);
    node.referred = false;
    list.unshift(node);
  }

  #rotateActive(): void {
    if (this.#inactive.length >= this.#active.length) return;
    for (const node of this.#active.slice(-TARGET).reverse())
      this.#move(node, node.referred ? this.#active : this.#inactive);
  }

  /** Backwards from where the last one ended, round the end; the head of the list is stepped over. */
  #rotateInactive(): void {
    const list = this.#inactive;
    if (list.length === 0) return;
    const start = this.#rotation;
    const last = (start && list[list.indexOf(start) + 1]) ?? list[0]!;
    let next = start;
    for (let seen = 0; seen < TARGET; seen++) {
      const node: Node<K> = next ?? list.at(-1)!;
      next = list[list.indexOf(node) - 1];
      if (node.referred) this.#move(node, this.#active);
      if (node === last) break;
    }
    this.#rotation = next;
  }

  #shrink(evict: (key: K) => void): void {
    let freed = 0;
    for (const node of this.#inactive.slice(-TARGET).reverse()) {
      if (node.referred) this.#move(node, this.#active);
      else {
        evict(node.key);
        this.release(node);
        freed++;
      }
    }
    if (freed) return;
    const oldest = this.#inactive.at(-1) ?? this.#active.at(-1)!;
    evict(oldest.key);
    this.release(oldest);
  }
}
