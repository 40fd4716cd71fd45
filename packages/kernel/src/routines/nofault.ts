import { asm } from '@tracelab/arm64-machine';
import { EX_TYPE, TaskStruct } from '../layout/index.js';
import { routine } from '../routine.js';

/** Registers of an access that may fault: what is loaded, and what -EFAULT goes to. */
const VALUE = 5;
const ERROR = 6;

/** One load with its entry in the exception table: on a fault the value is 0, the error set, and control behind the load. */
const tryLoad = (mnemonic: string, wide: boolean): string => asm`
98:     ${mnemonic}    ${wide ? 'x' : 'w'}${VALUE}, [x1]
99:     .pushsection __ex_table, "a"
        .balign 4
        .word   98b - ., 99b - .
        .hword  ${EX_TYPE.kaccessErrZero}, ${ERROR | (VALUE << 5)}
        .popsection
        cbnz    w${ERROR}, 9f
`.trimEnd();

const pagefaults = (change: 'add' | 'sub'): string => asm`
        ldr     w4, [x3, #${TaskStruct.pagefaultDisabled}]
        ${change}     w4, w4, #1
        str     w4, [x3, #${TaskStruct.pagefaultDisabled}]
`.trimEnd();

/** As many as there are of one size: then the next smaller. */
const copies = ([mnemonic, size]: readonly [string, number]): string => asm`
1:      cmp     x2, #${size}
        b.lo    2f
${tryLoad(`ldr${mnemonic}`, size === 8)}
        str${mnemonic}    ${size === 8 ? 'x' : 'w'}${VALUE}, [x0], #${size}
        add     x1, x1, #${size}
        sub     x2, x2, #${size}
        b       1b
2:
`.trimEnd();

/** mm/maccess.c: X0 = to, X1 = from, X2 = bytes. 0, or -EFAULT. arm64 needs no alignment. */
export const copyFromKernelNofault = routine('copy_from_kernel_nofault', asm`
        mrs     x3, sp_el0
${pagefaults('add')}
        mov     w${ERROR}, #0
${([['', 8], ['', 4], ['h', 2], ['b', 1]] as const).map(copies).join('\n')}
9:
${pagefaults('sub')}
        sxtw    x0, w${ERROR}
        ret
`);

/** X0 = to, X1 = from, X2 = room. Bytes with the end of the string, or -EFAULT and an empty string. */
export const strncpyFromKernelNofault = routine('strncpy_from_kernel_nofault', asm`
        cmp     x2, #0
        b.le    8f
        mrs     x3, sp_el0
${pagefaults('add')}
        mov     w${ERROR}, #0
        mov     x7, x0
1:
${tryLoad('ldrb', false)}
        strb    w${VALUE}, [x0], #1
        add     x1, x1, #1
        cbz     w${VALUE}, 2f
        sub     x8, x0, x7
        cmp     x8, x2
        b.lo    1b
2:
${pagefaults('sub')}
        strb    wzr, [x0, #-1]
        sub     x0, x0, x7
        ret
9:
${pagefaults('sub')}
        strb    wzr, [x7]
        mov     x0, #-14                                // -EFAULT
        ret
8:      mov     x0, #0
        ret
`);
