import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';

// What kernel/bpf/hashtab.c inlines: an element in a bucket's list, found and taken out. Labels are the caller's.

/** Up to the locked bucket of X1 = key in X0 = table: the deletions of both kinds of table begin alike, two registers apart. */
export const lockedBucket = (keySize: number, bucket: string): string => `        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x22, x1
        stp     x23, x24, [sp, #48]
        mov     x0, x1
        ldr     w2, [x21, #${BpfHtab.hashrnd}]
        ldr     w${keySize}, [x21, #${BpfMap.keySize}]
        stp     x19, x20, [sp, #16]
        mov     w1, w${keySize}
        str     x25, [sp, #64]
        bl      jhash
        ldr     w19, [x21, #${BpfHtab.nBuckets}]
        mov     w20, w0
        ldr     x25, [x21, #${BpfHtab.buckets}]
        sub     w19, w19, #1
        and     w19, w19, w0
        mov     w2, w0
        add     x3, sp, #88
        mov     x0, x21
        lsl     x19, x19, #4
        add     ${bucket}, x25, x19
        mov     x1, ${bucket}
        bl      htab_lock_bucket`;

interface Lookup {
  /** Register of the element, and where it is found. */
  readonly elem: string;
  /** Registers of what is looked for. */
  readonly hash: string;
  readonly key: string;
  readonly keySize: string;
  /** Register that the element's hash is read into. */
  readonly seen: string;
  /** Label of the step to the next element; the label after it begins with the first. */
  readonly next: number;
  /** Label behind the end of the list. */
  readonly notFound: string;
}

/** lookup_elem_raw: goes on behind it with the element. */
export const lookupElemRaw = ({ elem, hash, key, keySize, seen, next, notFound }: Lookup): string => `${next}:      ldr     ${elem}, [${elem}]
        tbnz    ${elem}, #0, ${notFound}
${next + 1}:      ldr     ${seen}, [${elem}, #${HtabElem.hash}]
        cmp     ${hash}, ${seen}
        b.ne    ${next}b
        mov     x2, ${keySize}
        mov     x1, ${key}
        add     x0, ${elem}, #${HtabElem.key}
        bl      memcmp
        cbnz    w0, ${next}b`;

/** hlist_nulls_del_rcu, but for the poison of `pprev`, which the compiler mixes with what follows. */
export const hlistNullsDel = (elem: string, done: number): string => `        ldp     x0, x1, [${elem}]
        str     x0, [x1]
        tbnz    x0, #0, ${done}f
        str     x1, [x0, #${HtabElem.pprev}]`;
