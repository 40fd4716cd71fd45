import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, link, writeElf } from '../../src/index.js';
import { inScratch } from '../isa/objdump.js';
import type { Random } from '../qemu/random.js';

const program = `
        .globl  _start
_start: adrp    x0, table
        add     x0, x0, :lo12:table
        mov     x1, #4
1:      ldr     x2, [x0], #8
        add     x3, x3, x2
        subs    x1, x1, #1
        b.ne    1b
        bl      done
        brk     #1
done:   ret
        .data
        .align  3
table:  .quad   1, 2, 3, 4
`;

const image = link([assemble(program, { name: 'program.s' })], {
  sections: [{ name: '.text', address: 0x40_0000n, perms: 'rx' }, { name: '.data', address: 0x41_0000n, perms: 'rw' }],
});

/** Valid files to start from: the machine's own executable, and with GNU's tools an object and an executable of theirs. */
export const executable: Uint8Array = writeElf(image, { entry: 0x40_0000n });

export function gnuFiles(): { readonly object: Uint8Array; readonly executable: Uint8Array } {
  return inScratch((directory) => {
    const [source, object, linked] = ['a.s', 'a.o', 'a.elf'].map((name) => join(directory, name)) as [string, string, string];
    writeFileSync(source, program);
    execFileSync('aarch64-linux-gnu-as', ['-g', '-o', object, source]);
    execFileSync('aarch64-linux-gnu-ld', ['-o', linked, object]);
    return { object: readFileSync(object), executable: readFileSync(linked) };
  });
}

/** Numbers that sizes, offsets and counts go wrong at. */
const extremes = [0n, 1n, 0x7fn, 0xffn, 0xfff0n, 0xffffn, 0x7fff_ffffn, 0xffff_ffffn, 0x1_0000_0000n, 0x7fff_ffff_ffff_ffffn, 0xffff_ffff_ffff_fff8n, 0xffff_ffff_ffff_ffffn];

/** A file with some of its bytes, most of them of its headers, replaced; or cut short, or with a piece of it repeated. */
export function mutated(file: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(file);
  const view = new DataView(copy.buffer);
  const sections = Number(view.getBigUint64(40, true));
  for (let change = 1 + random.below(4); change > 0; change--) {
    const areas = [[0, 64], [64, 240], [sections, copy.length - sections], [0, copy.length]] as const;
    const [from, length] = areas[random.below(areas.length)]!;
    const at = Math.min(from + random.below(Math.max(length, 1)), copy.length - 1);
    const size = [1, 2, 4, 8][random.below(4)]!;
    if (random.below(2) === 0 || at + size > copy.length) copy[at] = random.below(256);
    else for (let i = 0, value = extremes[random.below(extremes.length)]!; i < size; i++) copy[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
  switch (random.below(10)) {
    case 0: return copy.slice(0, random.below(copy.length));
    case 1: copy.copyWithin(random.below(copy.length), random.below(copy.length), random.below(copy.length)); return copy;
    default: return copy;
  }
}
