import { readdirSync, readFileSync } from 'node:fs';
import { Random, readElf } from '@tracelab/arm64-machine';
import { kernelConfig } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { BpfLoadError, kernelBtf, LoadedObject, readObject, type KernelTarget } from '../../src/index.js';
import { BareHost } from '../bare-host.js';

/** `npm run fuzz -w @tracelab/bpf -- --seconds 60 --seed 7`; without seconds, so many inputs that it is the same everywhere. */
const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
const SECONDS = process.env['TRACELAB_SECONDS'];
const INPUTS = 60;
/** Milliseconds that one input may take: beyond, it hangs for whoever waits. */
const PATIENCE = 10_000;

const programs = new URL('../../../../programs/', import.meta.url);
const corpus = readdirSync(programs)
  .filter((file) => file.endsWith('.bpf.o'))
  .map((file) => new Uint8Array(readFileSync(new URL(file, programs))));

const kernel: KernelTarget = { btf: kernelBtf(), address: () => 0xffff_8000_0800_0000n, config: kernelConfig };

/** Numbers that sizes, offsets, counts and type ids go wrong at. */
const EXTREMES = [0, 1, 2, 7, 8, 0x7f, 0xff, 0x100, 0x7fff, 0xffff, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff];
/** What the loader itself makes sense of. */
const OF_INTEREST = /^(\.BTF(\.ext)?|\.maps|\.symtab|\.strtab|\.rel.*|license|f|kprobe|\.text|\.rodata|\.bss)/;

/** An object with some of its bytes replaced, most of them in sections that the loader reads; or cut short, or with a piece repeated. */
function mutated(object: Uint8Array, random: Random): Uint8Array {
  const copy = object.slice();
  const sections = readElf(object).sections.filter(({ name, bytes }) => OF_INTEREST.test(name) && bytes.length > 0);
  const headers = Number(new DataView(object.buffer, object.byteOffset).getBigUint64(40, true));
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const { bytes } = sections[random.below(sections.length)]!;
    const areas = [[0, 64], [headers, object.length - headers], [bytes.byteOffset - object.byteOffset, bytes.length], [bytes.byteOffset - object.byteOffset, bytes.length]] as const;
    const [from, length] = areas[random.below(areas.length)]!;
    const at = from + random.below(length);
    if (random.below(2) === 0 || at + 4 > copy.length) copy[at] = random.below(256);
    else new DataView(copy.buffer).setUint32(at & ~3, EXTREMES[random.below(EXTREMES.length)]!, true);
  }
  switch (random.below(12)) {
    case 0:
      return copy.slice(0, random.below(copy.length));
    case 1:
      copy.copyWithin(random.below(copy.length), random.below(copy.length), random.below(copy.length));
      return copy;
    default:
      return copy;
  }
}

/** Reads an object, and loads all of its programs. What the verifier and the JIT see is what the reader lets through. */
function load(bytes: Uint8Array): 'loaded' | 'refused' {
  try {
    const object = readObject(bytes, kernel);
    const loaded = new LoadedObject(new BareHost(), object);
    for (const { name } of object.programs) loaded.load(name);
    return 'loaded';
  } catch (error) {
    if (error instanceof BpfLoadError && error.message !== '' && !/\n/.test(error.message)) return 'refused';
    throw error;
  }
}

test(
  `damaged objects load or are refused in one line, seed ${SEED}, ${SECONDS === undefined ? `${INPUTS} inputs` : `${SECONDS} s`}`,
  { timeout: 60_000 + 2000 * Number(SECONDS ?? 0) },
  () => {
    const findings: string[] = [];
    const outcomes = { loaded: 0, refused: 0 };
    const end = performance.now() + 1000 * Number(SECONDS ?? 0);
    for (let number = 0; findings.length < 5 && (SECONDS === undefined ? number < INPUTS : performance.now() < end); number++) {
      const random = new Random(Math.imul(SEED, 0x9e37_79b1) ^ Math.imul(number, 0x85eb_ca6b));
      const bytes = mutated(corpus[random.below(corpus.length)]!, random);
      const started = performance.now();
      try {
        outcomes[load(bytes)]++;
      } catch (error) {
        findings.push(`input ${number}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      const took = performance.now() - started;
      if (took > PATIENCE) findings.push(`input ${number} took ${Math.round(took)} ms`);
    }
    console.log(`seed ${SEED}: ${outcomes.loaded} objects loaded, ${outcomes.refused} refused`);
    expect(findings).toEqual([]);
    expect(outcomes.refused).toBeGreaterThan(0);
  },
);
