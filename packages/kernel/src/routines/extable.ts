import { asm } from '@tracelab/arm64-machine';
import { ExceptionTableEntry, PtRegs } from '../layout/index.js';
import { traceable } from '../routine.js';

/** lib/extable.c: X0 = table in the order of addresses, X1 = entries, X2 = address. */
export const searchExtable = traceable('search_extable', asm`
        mov     x4, x0
        cbz     x1, 4f
        and     x3, x1, #-2
        add     x3, x3, x1, lsr #1
        lsl     x3, x3, #2
        add     x0, x0, x3
        ldrsw   x3, [x4, x3]
        add     x3, x0, x3
        cmp     x2, x3
        b.ne    2f
        b       5f
1:      add     x3, x3, x3, lsl #1
        add     x0, x4, x3, lsl #2
        ldrsw   x3, [x4, x3, lsl #2]
        add     x3, x0, x3
        cmp     x3, x2
        b.eq    5f
2:      cmp     x2, x3
        b.ls    3f
        add     x4, x0, #${ExceptionTableEntry.structSize}
        sub     x1, x1, #1
3:      lsr     x3, x1, #2
        lsr     x1, x1, #1
        cbnz    x1, 1b
4:      mov     x0, #0
5:      ret
`);

/** kernel/extable.c: the kernel's own table, then those of BPF programs. */
export const searchExceptionTables = traceable('search_exception_tables', asm`
        adrp    x1, __stop___ex_table
        adrp    x3, __start___ex_table
        add     x1, x1, :lo12:__stop___ex_table
        add     x3, x3, :lo12:__start___ex_table
        sub     x1, x1, x3
        mov     x4, #-6148914691236517206
        movk    x4, #0xaaab, lsl #0
        paciasp
        asr     x1, x1, #2
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        mul     x1, x1, x4
        str     x19, [sp, #16]
        mov     x19, x0
        mov     x0, x3
        mov     x2, x19
        bl      search_extable
        cbz     x0, 1f
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
1:      mov     x0, x19
        bl      search_bpf_extables
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

/** arch/arm64/mm/extable.c: X0 = pt_regs. True where the PC had an entry; the PC is where that says then. */
export const fixupException = traceable('fixup_exception', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        ldr     x0, [x0, #${PtRegs.pc}]
        bl      search_exception_tables
        cbz     x0, 5f
        ldrsh   w2, [x0, #${ExceptionTableEntry.type}]
        mov     x1, x0
        cmp     w2, #1
        b.eq    6f
        sub     w2, w2, #2
        mov     w0, #0
        and     w2, w2, #65535
        cmp     w2, #1
        b.ls    1f
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
1:      ldrsh   w0, [x1, #${ExceptionTableEntry.data}]
        and     w2, w0, #31
        ubfx    x0, x0, #5, #5
        cmp     w2, #31
        b.eq    2f
        mov     x3, #-14
        str     x3, [x19, x2, lsl #3]
2:      cmp     w0, #31
        b.eq    3f
        uxtw    x0, w0
        str     xzr, [x19, x0, lsl #3]
3:      ldrsw   x0, [x1, #${ExceptionTableEntry.fixup}]!
        add     x1, x0, x1
4:      str     x1, [x19, #${PtRegs.pc}]
        mov     w0, #1
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
5:      ldr     x19, [sp, #16]
        mov     w0, #0
        ldp     x29, x30, [sp], #32
        autiasp
        ret
6:      ldr     w2, [x1, #${ExceptionTableEntry.fixup}]!
        and     x0, x2, #0x7ffffff
        lsr     w2, w2, #27
        sub     x1, x1, x0
        str     xzr, [x19, x2, lsl #3]
        b       4b
`);
