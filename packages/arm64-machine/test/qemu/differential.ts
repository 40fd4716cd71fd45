import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SLOT } from '../../src/cpu/state.js';
import { decode, disassemble, rows, type Feature, type Row } from '../../src/isa/index.js';
import { Machine } from '../../src/machine.js';
import { cornerValue, type Random } from './random.js';

/** Addresses that the driver's sections are linked at. */
const SLOT_ADDRESS = 0x2000_0000n;
const PLAYGROUND = 0x1000_0000n;
const PLAYGROUND_SIZE = 0x40000;
const MIDDLE = PLAYGROUND + BigInt(PLAYGROUND_SIZE / 2);

const RECORD = 512;
const RESULT = 448;
const FEATURES: Feature[] = ['crc32', 'lse', 'simd'];

/** The register that the driver leaves the slot with. */
const RESERVED = 16;

const NOP = 0xd503201f;

export interface Case {
  readonly words: readonly number[];
  readonly nzcv: number;
  readonly x: readonly bigint[]; // X0..X30, SP
  readonly v: readonly bigint[]; // V0..V3, low and high halves
}

interface Outcome {
  readonly nzcv: number;
  readonly x: readonly bigint[];
  readonly v: readonly bigint[];
  readonly memory: string;
}

export interface Difference {
  readonly text: string;
  readonly case: Case;
}

/** Rows that leave the registers and memory of one user-mode thread behind, and nothing else. */
export const comparableRows: readonly Row[] = rows.filter((row) => {
  const timingClass = typeof row.class === 'function' ? undefined : row.class;
  const systemClasses = new Set(['exception', 'eret', 'mrs', 'msr', 'msr-immediate', 'system', 'wait', 'pauth', 'isb']);
  if (timingClass !== undefined && systemClasses.has(timingClass)) return false;
  return !/^(ldx|stx|ldax|stlx|sys|hint|udf)/.test(row.name) && row.feature !== 'pauth' && row.feature !== 'bti';
});

/** A random word of a row with registers that suit a test: addresses in the playground, the reserved register unused. */
export function randomCase(row: Row, random: Random): Case | undefined {
  for (let attempt = 0; attempt < 50; attempt++) {
    let word = row.value;
    for (const { name, shift, width } of row.layout) {
      const vector = row.feature === 'simd' && /^(Rt|Rt2|Rd|Rn|Rm)$/.test(name);
      const value = vector && random.below(4) > 0 ? random.below(4) : random.below(2 ** width);
      word = (word | (value << shift)) >>> 0;
    }
    const instruction = decode(word, new Set(FEATURES));
    if (instruction?.row !== row) continue;
    const text = disassemble(word) ?? '';
    if (isUnpredictable(text) || /\b[wx]16\b/.test(text) || /[bhsdqv]([4-9]|[12]\d|3[01])\b/.test(text)) continue;
    const made = withRegisters(text, word, random);
    if (made) return made;
  }
  return undefined;
}

/** CONSTRAINED UNPREDICTABLE where implementations differ: a base that is also loaded or stored, one register loaded twice. */
function isUnpredictable(text: string): boolean {
  const parts = /^(\w+)\t(\w+), (?:(\w+), )?\[\w(\w+)/.exec(text);
  if (!parts) return false;
  const [, mnemonic = '', first = '', second, base] = parts;
  const numbers = [first, second].filter((name) => name !== undefined && /^[wx]/.test(name)).map((name) => name!.slice(1));
  if (/\]!|\], #/.test(text) && numbers.includes(base!)) return true;
  return mnemonic.startsWith('ld') && second !== undefined && first.slice(1) === second.slice(1);
}

/** Gives every register a corner value, then points those inside brackets into the playground. */
function withRegisters(text: string, word: number, random: Random): Case | undefined {
  const x = Array.from({ length: 31 }, () => cornerValue(random));
  const middle = MIDDLE + BigInt(random.below(512)) * (random.below(2) === 0 ? 16n : 1n);
  x.push(MIDDLE + BigInt(16 * random.below(512)));
  const address = /\[(.*?)\]/.exec(text)?.[1];
  if (address !== undefined) {
    const [base, index] = [...address.matchAll(/\b[wx](\d+)\b/g)].map((match) => Number(match[1]));
    const needsAlignment = /^(ld|st)(a|l)|^cas|^swp|^ldadd|^ld(clr|eor|set|smax|smin|umax|umin)|^st(add|clr|eor|set|smax|smin|umax|umin)/.test(text);
    const place = needsAlignment ? middle & ~15n : middle;
    if (base !== undefined && index !== undefined && base === index) return undefined;
    if (base !== undefined && !address.startsWith('sp')) x[base] = place;
    const offset = address.startsWith('sp') ? base : index;
    if (offset !== undefined) x[offset] = BigInt(random.below(64));
  }
  const branch = /^(b|bl|cbz|cbnz|tbz|tbnz|b\.\w+)\t/.test(text);
  if (branch) return undefined;
  if (/^(br|blr|ret)\txzr/.test(text)) return undefined; // to address 0
  const indirect = /^(br|blr|ret)/.test(text);
  if (indirect) {
    const target = Number(/x(\d+)/.exec(text)?.[1] ?? 30);
    x[target] = SLOT_ADDRESS + 8n;
  }
  if (/^ldr(sw)?\t\w+, 0x|^prfm\t\w+, 0x/.test(text)) return undefined; // literal loads read the slot's surroundings
  const v = Array.from({ length: 8 }, () => cornerValue(random));
  return { words: [word, NOP, NOP, NOP], nzcv: random.below(16), x, v };
}

/** Runs a case on the machine; the address of the first access comes back with what it left behind. */
class Subject {
  readonly machine: Machine;
  #accessed: bigint | undefined;

  constructor() {
    const causes = new Float64Array(0);
    this.machine = new Machine({
      features: FEATURES,
      timing: {
        prepare: () => 0,
        step: (_handle, accessed, low, high) => {
          if (accessed === 1) this.#accessed = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
        },
        fault: () => undefined,
        cycles: 0, causes, retiredOf: causes, cyclesOf: causes, causesOf: causes,
      },
    });
    this.machine.memory.map({ name: 'slot', base: SLOT_ADDRESS, size: 4096, perms: 'rwx' });
    this.machine.memory.map({ name: 'playground', base: PLAYGROUND, size: PLAYGROUND_SIZE, perms: 'rw', el0: true });
    this.machine.processor.breakpoints.add(SLOT_ADDRESS + 16n);
  }

  run(test: Case): { look: bigint; outcome: Outcome } {
    const { state, memory } = this.machine;
    test.words.forEach((word, i) => memory.write(SLOT_ADDRESS + BigInt(4 * i), 4, BigInt(word)));
    for (let n = 0; n < 31; n++) state.setX(n, test.x[n]!);
    state.sp = test.x[31]!;
    state.words[SLOT.el] = 1;
    state.setFlags((test.nzcv << 28) >>> 0);
    test.v.forEach((half, i) => state.set(SLOT.vector + 2 * i, half));
    state.pc = SLOT_ADDRESS;
    this.#accessed = undefined;
    this.machine.run(100);
    const look = (this.#accessed ?? MIDDLE) & ~15n;
    return {
      look,
      outcome: {
        nzcv: state.pstate >>> 28,
        x: [...Array.from({ length: 31 }, (_, n) => state.getX(n)), state.sp],
        v: Array.from({ length: 8 }, (_, i) => state.get(SLOT.vector + 2 * i)),
        memory: Buffer.from(memory.readBytes(look, 64)).toString('hex'),
      },
    };
  }
}

/** Runs the cases on the machine and under qemu-aarch64, in order, on one evolving memory. */
export function compare(cases: readonly Case[]): Difference[] {
  const subject = new Subject();
  const input = Buffer.alloc(RECORD * cases.length);
  const ours = cases.map((test, i) => {
    const { look, outcome } = subject.run(test);
    const at = RECORD * i;
    test.words.forEach((word, n) => input.writeUInt32LE(word, at + 4 * n));
    input.writeBigUInt64LE(BigInt(test.nzcv) << 28n, at + 16);
    input.writeBigUInt64LE(look, at + 24);
    test.x.forEach((value, n) => input.writeBigUInt64LE(value, at + 32 + 8 * n));
    test.v.forEach((value, n) => input.writeBigUInt64LE(value, at + 288 + 8 * n));
    return outcome;
  });
  const output = runDriver(input);
  return cases.flatMap((test, i) => {
    const theirs = readOutcome(output, RESULT * i);
    const wrong = describe(ours[i]!, theirs);
    if (wrong === undefined) return [];
    const text = disassemble(test.words[0]!, SLOT_ADDRESS)?.replace('\t', ' ');
    return [{ text: `${text} (0x${test.words[0]!.toString(16)}): ${wrong}`, case: test }];
  });
}

function readOutcome(output: Buffer, at: number): Outcome {
  if (at + RESULT > output.length) throw new Error(`qemu stopped after ${Math.floor(output.length / RESULT)} cases`);
  return {
    nzcv: Number(output.readBigUInt64LE(at) >> 28n),
    x: Array.from({ length: 32 }, (_, n) => output.readBigUInt64LE(at + 16 + 8 * n)),
    v: Array.from({ length: 8 }, (_, n) => output.readBigUInt64LE(at + 272 + 8 * n)),
    memory: output.subarray(at + 336, at + 400).toString('hex'),
  };
}

function describe(ours: Outcome, theirs: Outcome): string | undefined {
  for (let n = 0; n < 32; n++) {
    if (n !== RESERVED && ours.x[n] !== theirs.x[n]) return `x${n} is 0x${ours.x[n]!.toString(16)}, under qemu 0x${theirs.x[n]!.toString(16)}`;
  }
  for (let n = 0; n < 8; n++) {
    if (ours.v[n] !== theirs.v[n]) return `v${n >> 1}.d[${n & 1}] is 0x${ours.v[n]!.toString(16)}, under qemu 0x${theirs.v[n]!.toString(16)}`;
  }
  if (ours.nzcv !== theirs.nzcv) return `NZCV is ${ours.nzcv.toString(2)}, under qemu ${theirs.nzcv.toString(2)}`;
  if (ours.memory !== theirs.memory) return `memory is ${ours.memory}, under qemu ${theirs.memory}`;
  return undefined;
}

function runDriver(input: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tracelab-qemu-'));
  try {
    const source = fileURLToPath(new URL('driver.s', import.meta.url));
    const [object, program] = [join(folder, 'driver.o'), join(folder, 'driver')];
    execFileSync('aarch64-linux-gnu-as', ['-o', object, source]);
    execFileSync('aarch64-linux-gnu-ld', [
      `--section-start=.slot=0x${SLOT_ADDRESS.toString(16)}`, `--section-start=.playground=0x${PLAYGROUND.toString(16)}`,
      '--no-warn-rwx-segments', '-o', program, object,
    ]);
    const { stdout, status, signal } = spawnSync('qemu-aarch64', [program], { input, maxBuffer: 2 ** 31 });
    if (status !== 0 && stdout.length === 0) throw new Error(`the driver ended with ${signal ?? status}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
