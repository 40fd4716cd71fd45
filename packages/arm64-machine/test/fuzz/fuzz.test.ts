import { readdirSync, readFileSync } from 'node:fs';
import { findTool } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { assemble, AssemblyError, ElfError, link, LinkError, loadExecutable, Machine, MachineFault, readElf, readObject } from '../../src/index.js';
import { loadProgram } from '../../src/linux-user/load-program.js';
import { Memory } from '../../src/memory/memory.js';
import { executable, gnuFiles, mutated } from './elf.js';
import { budget, expected, fuzz, seed, TIMEOUT } from './fuzz.js';
import { pairOfMachines, runBoth } from './words.js';

const layout = {
  sections: ['.text', '.data'].map((name, i) => ({ name, address: 0x40_0000n + BigInt(i * 0x10_0000), perms: 'rwx' })),
};

test(`ELF files with wrong bytes are read or refused in one line (seed ${seed}, ${budget})`, () => {
  const gnu = findTool('aarch64-linux-gnu-as') === undefined ? { object: executable, executable } : gnuFiles();
  const files = [executable, gnu.executable, gnu.object];
  const { findings } = fuzz((random) => {
    const file = mutated(files[random.below(files.length)]!, random);
    expected(() => readElf(file), ElfError);
    expected(() => void link([readObject(file, 'fuzz.o')], layout), ElfError, LinkError);
    expected(() => void loadProgram(new Memory(), file), ElfError);
    expected(() => {
      const image = loadExecutable(file);
      const machine = new Machine();
      expected(() => machine.load(image), RegionError);
      machine.state.pc = image.entry;
      machine.run(2000);
    }, ElfError, MachineFault);
  });
  expect(findings).toEqual([]);
}, TIMEOUT);

/** What `Memory.map` refuses: a plain error that begins with the region's name. */
class RegionError extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && /^(?:region |no memory for )/.test(error.message);
  }
}

test(`assembly text with wrong characters is assembled or refused with places (seed ${seed}, ${budget})`, () => {
  const corpus = new URL('../asm/corpus/', import.meta.url);
  const lines = readdirSync(corpus).flatMap((name) => readFileSync(new URL(name, corpus), 'utf8').split('\n'));
  const pieces = [...new Set(lines.flatMap((line) => line.match(/[\w.$]+|[^\s\w]/g) ?? []))];
  const { findings } = fuzz((random) => {
    const source = Array.from({ length: 1 + random.below(12) }, () => {
      const parts = lines[random.below(lines.length)]!.split(/\b/);
      for (let change = random.below(4); change > 0; change--) {
        const at = random.below(parts.length + 1);
        const piece = random.below(3) === 0 ? String.fromCharCode(random.below(0x180)) : pieces[random.below(pieces.length)]!;
        parts.splice(at, random.below(2), piece);
      }
      return parts.join('');
    }).join('\n');
    expected(() => void link([assemble(source, { name: 'fuzz.s' })], layout), AssemblyError, LinkError);
  });
  expect(findings).toEqual([]);
}, TIMEOUT);

test(`random words end in a MachineFault or not at all, alike in blocks and step by step (seed ${seed}, ${budget})`, () => {
  const { findings } = fuzz((random) => runBoth(pairOfMachines(random)));
  expect(findings).toEqual([]);
}, TIMEOUT);
