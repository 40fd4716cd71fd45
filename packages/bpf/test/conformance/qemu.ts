import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSlots } from '../../src/insn/index.js';
import { jit, type JitFeatures } from '../../src/jit/index.js';

export interface Run {
  readonly name: string;
  readonly code: Uint8Array;
  readonly memory: Uint8Array;
}

/** Each function at an address of its own that is known before it is assembled. */
const CODE = 0x4000000;
const CODE_STRIDE = 0x1000;
const HELPER = 0x2000000;
const HELPER_TABLE = 0x2100000;

/**
 * What the JIT's code leaves in R0 and in memory, with other tools than the lab's: GNU as and ld make a static program
 * of it, qemu-aarch64 runs it. Every helper returns 0.
 */
export function runUnderQemu(runs: readonly Run[], features: JitFeatures): { r0: bigint; memory: Uint8Array }[] {
  const directory = mkdtempSync(join(tmpdir(), 'tracelab-jit-'));
  try {
    const sections: { name: string; address: number }[] = [];
    const source = [driver(runs.length)];
    const table: string[] = [];
    const data: string[] = [];
    let at = 0;
    runs.forEach(({ name, code, memory }, index) => {
      const functions = jit(name, readSlots(code, name), {
        features,
        helper: () => BigInt(HELPER),
        helperTable: BigInt(HELPER_TABLE),
        place: (_, text) => {
          const section = { name: `.bpf${sections.length}`, address: CODE + sections.length * CODE_STRIDE };
          sections.push(section);
          source.push(`.section ${section.name}, "ax"`, forUserMode(text, section.name.replace('.', '.L')));
          return BigInt(section.address);
        },
      });
      const size = memory.length;
      data.push(`.balign 8`, `mem${index}:`, size ? `.byte ${[...memory].join(', ')}` : '');
      table.push(`.quad ${functions.at(-1)!.address}, mem${index}, ${size}, ${at}`);
      at += 8 + size;
    });
    source.push('.section .table, "a"', 'table:', ...table, '.data', ...data, '.bss', `results: .zero ${at}`);
    source.push(`.set results_size, ${at}`);

    const file = (name: string): string => join(directory, name);
    writeFileSync(file('run.s'), source.join('\n') + '\n');
    execFileSync('aarch64-linux-gnu-as', ['-march=armv8.5-a', '-o', file('run.o'), file('run.s')]);
    const places = [...sections, { name: '.helper', address: HELPER }, { name: '.helpers', address: HELPER_TABLE }];
    writeFileSync(
      file('run.ld'),
      `ENTRY(_start) SECTIONS { . = 0x400000; .text : { *(.text) } .table : { *(.table) } . = 0x800000; .data : { *(.data) } .bss : { *(.bss) } ` +
        [...places]
          .sort((a, b) => a.address - b.address)
          .map(({ name, address }) => `. = ${address}; ${name} : { *(${name}) }`)
          .join(' ') +
        ' }',
    );
    execFileSync('aarch64-linux-gnu-ld', ['-o', file('run'), '-T', file('run.ld'), file('run.o')]);
    const output = execFileSync('qemu-aarch64', ['-cpu', 'max', file('run')], { maxBuffer: 1 << 28 });
    let offset = 0;
    return runs.map(({ memory }) => {
      const r0 = output.readBigUInt64LE(offset);
      const after = new Uint8Array(output.subarray(offset + 8, offset + 8 + memory.length));
      offset += 8 + memory.length;
      return { r0, memory: after };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Labels are local to a function; here all share one file. Addresses are the kernel's, all ones above bit 47. */
function forUserMode(text: string, prefix: string): string {
  return text
    .replaceAll('.L', `${prefix}_`)
    .replace(/movn (x10), #(0x[0-9a-f]+)(?=\n.*lsl #16\n.*lsl #32\n)/g, (_, register: string, low: string) => {
      return `movz ${register}, #${~Number(low) & 0xffff}`;
    });
}

/** Calls each function with its memory, checks that callee-saved registers survive, and writes results to stdout. */
function driver(count: number): string {
  return `
.section .helper, "ax"
        mov     x0, #0
        // A helper may clobber every caller-saved register.
        .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        mov     x\\n, #-\\n
        .endr
        ret
.section .helpers, "a"
        .rept 64
        .quad ${HELPER}
        .endr
.text
.global _start
_start:
        adrp    x28, table
        add     x28, x28, :lo12:table
        mov     x19, #${count}
1:      mov     x20, x28
        mov     x21, #0x2121
        mov     x25, #0x2525
        ldp     x9, x0, [x28]
        ldr     x1, [x28, #16]
        blr     x9
        cmp     x20, x28
        b.ne    fail
        mov     x22, #0x2121
        cmp     x21, x22
        b.ne    fail
        mov     x22, #0x2525
        cmp     x25, x22
        b.ne    fail
        ldp     x2, x3, [x28, #16]
        ldr     x1, [x28, #8]
        adrp    x4, results
        add     x4, x4, :lo12:results
        add     x4, x4, x3
        str     x0, [x4], #8
2:      cbz     x2, 3f
        ldrb    w5, [x1], #1
        strb    w5, [x4], #1
        sub     x2, x2, #1
        b       2b
3:      add     x28, x28, #32
        subs    x19, x19, #1
        b.ne    1b
        mov     x0, #1
        adrp    x1, results
        add     x1, x1, :lo12:results
        ldr     x2, =results_size
        mov     x8, #64
        svc     #0
        mov     x0, #0
        mov     x8, #93
        svc     #0
fail:   mov     x0, #1
        mov     x8, #93
        svc     #0
        .ltorg
`;
}
