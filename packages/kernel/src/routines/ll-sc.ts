/**
 * The read-modify-writes of a core without LSE, as v6.1 inlines them (asm/atomic_ll_sc.h): acquire is on the load,
 * release on the store, and the fully ordered form is release with a barrier behind it.
 */
export type Ordering = 'acquire' | 'release' | 'full';

const loadExclusive = (ordering: Ordering): string => (ordering === 'acquire' ? 'ldaxr' : 'ldxr').padEnd(7);
const storeExclusive = (ordering: Ordering): string => (ordering === 'acquire' ? 'stxr' : 'stlxr').padEnd(7);
const barrier = (ordering: Ordering): string => (ordering === 'full' ? '\n        dmb     ish' : '');
const word = (register: string): string => register.replace(/^x/, 'w');

/** atomic_fetch_add: [at] += addend; `old` is what was there. The registers' width is the access's. */
export function fetchAdd(
  ordering: Ordering,
  r: { at: string; addend: string; old: string; sum: string; status: string },
): string {
  return `        prfm    pstl1strm, [${r.at}]
1:      ${loadExclusive(ordering)} ${r.old}, [${r.at}]
        add     ${r.sum}, ${r.old}, ${r.addend}
        ${storeExclusive(ordering)} ${word(r.status)}, ${r.sum}, [${r.at}]
        cbnz    ${word(r.status)}, 1b${barrier(ordering)}`;
}

/** cmpxchg: [at] = desired if it holds `expected`; `seen` is what was there. The registers' width is the access's. */
export function cmpxchg(
  ordering: 'acquire' | 'release',
  r: { at: string; expected: string; desired: string; seen: string; status: string },
): string {
  return `        prfm    pstl1strm, [${r.at}]
1:      ${loadExclusive(ordering)} ${r.seen}, [${r.at}]
        eor     ${r.status}, ${r.seen}, ${r.expected}
        cbnz    ${r.status}, 2f
        ${storeExclusive(ordering)} ${word(r.status)}, ${r.desired}, [${r.at}]
        cbnz    ${word(r.status)}, 1b
2:`;
}
