import type { Place } from './assembly-error.js';
import type { Site } from './symbol-scope.js';

/** A constant or an address that `ldr xN, =expression` loads from behind the code. */
export interface Literal {
  readonly text: string;
  /** Where it was first asked for. */
  readonly site: Site;
  readonly place: Place;
  readonly size: number;
  /** Known once the pool is placed. */
  offset: number | undefined;
}

/** What was asked for since the last `.ltorg`, by size and in order; equal values share a place. */
export class LiteralPool {
  private readonly bySize = new Map<number, Map<string, Literal>>();

  /** `key` tells equal values. */
  request(key: string, size: number, text: string, site: Site, place: Place): Literal {
    let pool = this.bySize.get(size);
    if (!pool) this.bySize.set(size, (pool = new Map<string, Literal>()));
    let literal = pool.get(key);
    if (!literal) pool.set(key, (literal = { text, site, place, size, offset: undefined }));
    return literal;
  }

  /** Empties the pool; small literals first, as GNU as places them. */
  take(): Literal[] {
    const pools = [...this.bySize].toSorted(([a], [b]) => a - b);
    this.bySize.clear();
    return pools.flatMap(([, pool]) => [...pool.values()]);
  }
}
