import { assemble, link, writeElf, type Image, type ObjectCode } from '@tracelab/arm64-machine';
import { Command } from 'commander';
import { readInput, writeOutput } from '../errors.js';
import type { Host } from '../host.js';
import { hex, hexAddress, refusing } from './input.js';

/** Where GNU ld puts programs (its default script for aarch64linux). */
const BASE = 0x40_0000n;
/** Sections do not share pages. */
const PAGE = 0x1000n;

interface AsmOptions {
  readonly output?: string;
  readonly json?: true;
}

export function asmCommand(host: Host): Command {
  return new Command('asm')
    .description("assemble GNU as's syntax; prints the words of the code in hex, one a line")
    .argument('[file]', 'source, - for standard input', '-')
    .option('-o, --output <file>', 'write a static executable, or the bytes alone where the name ends in .bin')
    .option('--json', 'sections, words and symbols as JSON')
    .action((file: string, { output, json }: AsmOptions) => {
      const source = new TextDecoder().decode(readInput(file, host.readFile));
      const image = refusing(file, () => linked(assemble(source, { name: file === '-' ? '<stdin>' : file })));
      if (output !== undefined) writeOutput(output, output.endsWith('.bin') ? flat(image) : executable(image), host);
      if (json) host.stdout.write(`${JSON.stringify(description(image), null, 2)}\n`);
      else if (output === undefined)
        host.stdout.write(
          words(image)
            .map((word) => `${hex(word)}\n`)
            .join(''),
        );
    });
}

/** Code first, every section on pages of its own. */
function linked(object: ObjectCode): Image {
  let address = BASE;
  const loaded = object.sections.filter(({ flags, bytes }) => flags.includes('a') && bytes.length > 0);
  const sections = loaded
    .sort((a, b) => Number(b.flags.includes('x')) - Number(a.flags.includes('x')))
    .map(({ name, flags, bytes, align }) => {
      const step = BigInt(align) > PAGE ? BigInt(align) : PAGE;
      const place = ((address + step - 1n) / step) * step;
      address = place + BigInt(bytes.length);
      return { name, address: place, perms: `r${flags.includes('w') ? 'w' : ''}${flags.includes('x') ? 'x' : ''}` };
    });
  return link([object], { sections });
}

function executable(image: Image): Uint8Array {
  const code = image.segments.find(({ perms }) => perms.includes('x'));
  return writeElf(image, { entry: image.symbols.tryLookup('_start') ?? code?.address ?? BASE });
}

function flat({ segments }: Image): Uint8Array {
  const end = segments.reduce((most, { address, bytes }) => Math.max(most, Number(address - BASE) + bytes.length), 0);
  const all = new Uint8Array(end);
  for (const { address, bytes } of segments) all.set(bytes, Number(address - BASE));
  return all;
}

function words({ segments }: Image): number[] {
  return segments.filter(({ perms }) => perms.includes('x')).flatMap(({ bytes }) => wordsOf(bytes));
}

/** Little-endian words; a rest shorter than a word is filled with zeros. */
function wordsOf(bytes: Uint8Array): number[] {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  const view = new DataView(whole.buffer);
  return Array.from({ length: whole.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function description(image: Image) {
  return {
    format: 'tracelab.a64.asm/1',
    sections: image.segments.map(({ name, address, perms, bytes }) => ({
      name,
      address: hexAddress(address),
      perms,
      words: wordsOf(bytes).map((word) => hex(word)),
    })),
    symbols: image.symbols.entries().map(({ name, address, kind }) => ({ name, address: hexAddress(address), kind })),
  };
}
