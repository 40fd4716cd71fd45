/** What llvm-mca does not model, so that cycles of a block differ. */
export type Gap =
  | 'memory: no load waits for the address of an older store'
  | 'forwarding: what a store wrote is there for a load at once'
  | 'ret: control flow costs nothing';

export interface Block {
  readonly name: string;
  readonly text: string;
  readonly gap?: Gap;
}

const block = (name: string, text: string, gap?: Gap): Block => ({ name, text, ...(gap && { gap }) });

/** Saves and restores as trampolines of ftrace, kprobes and BPF have them. */
const trampolines = [
  block(
    'ftrace_caller: x0 to x8 and the frame records',
    `sub sp, sp, #112
     stp x0, x1, [sp]
     stp x2, x3, [sp, #16]
     stp x4, x5, [sp, #32]
     stp x6, x7, [sp, #48]
     str x8, [sp, #64]
     stp x29, x30, [sp, #80]
     add x29, sp, #80`,
  ),
  block(
    'the same put back',
    `ldp x0, x1, [sp]
     ldp x2, x3, [sp, #16]
     ldp x4, x5, [sp, #32]
     ldp x6, x7, [sp, #48]
     ldr x8, [sp, #64]
     ldp x29, x30, [sp, #80]
     add sp, sp, #112`,
  ),
  block(
    'all registers of pt_regs',
    Array.from({ length: 15 }, (_, i) => `stp x${2 * i}, x${2 * i + 1}, [sp, #${16 * i}]`).join('\n'),
  ),
  block(
    'all registers of pt_regs put back',
    Array.from({ length: 15 }, (_, i) => `ldp x${2 * i}, x${2 * i + 1}, [sp, #${16 * i}]`).join('\n'),
  ),
  block(
    'arguments of a BPF trampoline',
    `str x0, [sp, #40]
     str x1, [sp, #48]
     str x2, [sp, #56]
     stp x19, x20, [sp, #64]
     mov x19, x9
     mov x0, x19
     movz x10, #0x1234
     movk x10, #0x5678, lsl #16
     movk x10, #0x9abc, lsl #32`,
  ),
  block('patchable entry', 'mov x9, x30\nnop\nnop'),
  block('literal of an ops pointer', 'bic x11, x30, #7\nldr x11, [x11, #-16]\nldr x12, [x11, #16]'),
];

const frames = [
  block('prologue of a leaf', 'sub sp, sp, #32\nstr x19, [sp, #16]\nadd x19, sp, #8'),
  block('prologue with a pair', 'stp x29, x30, [sp, #-32]!\nmov x29, sp\nstp x19, x20, [sp, #16]'),
  block(
    'prologue with three pairs',
    'stp x29, x30, [sp, #-48]!\nmov x29, sp\nstp x19, x20, [sp, #16]\nstp x21, x22, [sp, #32]',
  ),
  block('epilogue', 'ldp x19, x20, [sp, #16]\nldp x29, x30, [sp], #32'),
  block('epilogue with a single', 'ldr x19, [sp, #16]\nldp x29, x30, [sp], #32'),
  block(
    'epilogue that returns',
    'ldp x19, x20, [sp, #16]\nldp x29, x30, [sp], #32\nret',
    'ret: control flow costs nothing',
  ),
  block('leaf that returns', 'add x0, x0, #1\nret', 'ret: control flow costs nothing'),
  block('push of one', 'str x19, [sp, #-16]!'),
  block('pop of one', 'ldr x19, [sp], #16'),
];

const chains = [
  block('additions', 'add x0, x0, #1'),
  block('shifted additions', 'add x0, x0, x1, lsl #3'),
  block('through the shifted operand', 'add x0, x1, x0, lsl #3'),
  block('extended additions', 'add x0, x0, w1, uxtw #2'),
  block('multiplies, 64 bits', 'mul x0, x0, x1'),
  block('multiplies, 32 bits', 'mul w0, w0, w1'),
  block('high halves', 'umulh x0, x0, x1'),
  block('multiply-accumulate through the addend', 'madd x0, x1, x2, x0'),
  block('multiply-accumulate through the addend, 32 bits', 'madd w0, w1, w2, w0'),
  block('multiply-accumulate through a factor', 'madd x0, x0, x1, x2'),
  block('a multiply and its accumulation', 'mul x0, x0, x1\nmadd x0, x1, x2, x0'),
  block('an addition and its accumulation', 'add x0, x0, x1\nmadd x0, x1, x2, x0'),
  block('divisions, 64 bits', 'udiv x0, x0, x1'),
  block('divisions, 32 bits', 'sdiv w0, w0, w1'),
  block('loads', 'ldr x0, [x0]'),
  block('loads with register offset', 'ldr x0, [x0, x1]'),
  block('loads and additions', 'ldr x0, [x0]\nadd x0, x0, #8'),
  block('flags', 'subs x0, x0, #1\ncset x1, eq\nccmp x0, x1, #0, ne'),
  block('selection', 'cmp x0, x1\ncsel x0, x1, x2, lt'),
  block('bits', 'rbit x0, x0\nclz x0, x0\nlsl x0, x2, x0'),
  block('insertion', 'bfi x0, x1, #8, #8\nbfxil x0, x1, #16, #4'),
  block('extraction', 'extr x0, x0, x1, #17'),
  block('a constant of 64 bits', 'movz x0, #1\nmovk x0, #2, lsl #16\nmovk x0, #3, lsl #32\nmovk x0, #4, lsl #48'),
  block('a checksum', 'crc32x w0, w0, x1'),
];

const mixes = [
  block('three additions', 'add x0, x1, x2\nadd x3, x4, x5\nadd x6, x7, x8'),
  block('a multiply among additions', 'mul x0, x1, x2\nadd x3, x4, x5\nadd x6, x7, x8\nadd x9, x10, x11'),
  block('M: a shift, a multiply, an insertion', 'add x0, x1, x2, lsl #2\nmul x3, x4, x5\nbfi x6, x7, #1, #2'),
  block('a hash', 'eor x0, x0, x0, lsl #13\neor x0, x0, x0, lsr #7\neor x0, x0, x0, lsl #17'),
  block('a division beside additions', `udiv w0, w1, w2\n${'add x3, x3, #1\n'.repeat(6)}`),
  block('load, add, store', 'ldr x1, [x0]\nadd x1, x1, #1\nstr x1, [x2]'),
  block('a copy', 'ldp x1, x2, [x0]\nstp x1, x2, [x3]'),
  block('a copy with writeback', 'ldp x1, x2, [x0], #16\nstp x1, x2, [x3], #16'),
  block('bytes', 'ldrb w1, [x0], #1\nstrb w1, [x2], #1'),
  block('a bounds check that passes', 'ldr w1, [x0, #8]\ncmp w1, w2\nb.hi .+8\nadd x3, x3, w1, uxtw'),
  block('a null check', 'ldr x1, [x0]\ncbz x1, .+8\nldr x2, [x1, #16]'),
  block('a bit test', 'ldr x1, [x0]\ntbnz w1, #3, .+8\nand x2, x1, #0xff'),
  block('preempt_disable', 'ldr w1, [x0, #8]\nadd w1, w1, #1\nstr w1, [x0, #8]'),
  block('loads and stores by turns', 'ldr x1, [x0]\nstr x2, [x3]\nldr x4, [x5]\nstr x6, [x7]'),
  block(
    'an address that a load gives, stored to',
    'ldr x1, [x0]\nstr x2, [x1]\nadd x3, x4, x5',
    'memory: no load waits for the address of an older store',
  ),
  block(
    'a load behind a store whose address is late',
    'mul x1, x1, x2\nstr x3, [x1]\nldr x1, [x4]',
    'memory: no load waits for the address of an older store',
  ),
  block(
    'a pointer chase through stored addresses',
    'ldr x1, [x0]\nstr x2, [x1]\nldr x0, [x3]\nadd x3, x0, #8',
    'memory: no load waits for the address of an older store',
  ),
  block('string comparison', 'ldrb w2, [x0], #1\nldrb w3, [x1], #1\ncmp w2, #1\nccmp w2, w3, #0, cs\nb.ne .+8'),
  block('an array index', 'ldr x1, [x0, x2, lsl #3]\nadd x2, x2, #1'),
  block('a store by index', 'str x1, [x0, x2, lsl #3]\nadd x2, x2, #1'),
];

/** Accesses of these lie at one address, so that a store's data are forwarded. */
export const overlapping: readonly Block[] = [
  block(
    'a counter in memory',
    'ldr x1, [x0]\nadd x1, x1, #1\nstr x1, [x0]',
    'forwarding: what a store wrote is there for a load at once',
  ),
  block(
    'a store and its load',
    'str x1, [x0]\nldr x1, [x0]',
    'forwarding: what a store wrote is there for a load at once',
  ),
];

export const blocks: readonly Block[] = [...trampolines, ...frames, ...chains, ...mixes];
