import { asm } from '@tracelab/arm64-machine';
import { HlistNode, traceable } from '@tracelab/kernel';
import { GOLDEN_RATIO_64, Kprobe, KPROBE_HASH_BITS } from '../layout/index.js';

const halfword = (n: number): bigint => (GOLDEN_RATIO_64 >> BigInt(16 * n)) & 0xffffn;

/** kernel/kprobes.c: the kprobe at address X0, or NULL. */
export const getKprobe = traceable('get_kprobe', asm`
        mov     x1, x0
        mov     x0, #${halfword(0)}
        movk    x0, #${halfword(1)}, lsl #16
        movk    x0, #${halfword(2)}, lsl #32
        movk    x0, #${halfword(3)}, lsl #48
        mul     x0, x1, x0
        lsr     x0, x0, #${64 - KPROBE_HASH_BITS}
        adrp    x2, kprobe_table
        add     x2, x2, :lo12:kprobe_table
        ldr     x0, [x2, x0, lsl #3]
        cbz     x0, 2f
1:      ldr     x2, [x0, #${Kprobe.addr}]
        cmp     x2, x1
        b.eq    2f
        ldr     x0, [x0, #${HlistNode.next}]
        cbnz    x0, 1b
2:      ret
`);
