import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SLOT } from '../../src/cpu/state.js';
import { SYSREG } from '../../src/cpu/exceptions.js';
import { disassemble, systemRegisterByName } from '../../src/isa/index.js';
import { Machine } from '../../src/machine.js';
import { inScratch } from '../isa/objdump.js';
import { MIDDLE, NOP, PLAYGROUND, PLAYGROUND_SIZE, RESERVED, SLOT_ADDRESS, SLOT_WORDS, type Case } from './slot.js';
import { FEATURES } from './words.js';

/** Bytes of the driver's records and results. */
const RECORD = 512;
const RESULT = 448;

interface Outcome {
  /** By the name that a difference is told with. */
  readonly values: ReadonlyMap<string, bigint>;
  readonly memory: string;
}

/** Runs cases on the machine, at EL0 as Linux would. */
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
    this.machine.memory.map({ name: 'slot', base: SLOT_ADDRESS, size: 4096, perms: 'rwx', el0: true });
    this.machine.memory.map({ name: 'playground', base: PLAYGROUND, size: PLAYGROUND_SIZE, perms: 'rw', el0: true });
    this.machine.processor.breakpoints.add(SLOT_ADDRESS + BigInt(4 * SLOT_WORDS));
  }

  /** What a case leaves behind; 64 bytes of memory from `look`, where it accessed memory last. */
  run(test: Case): { look: bigint; outcome: Outcome } {
    const { state, memory } = this.machine;
    const bytes = new Uint8Array(4 * SLOT_WORDS);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < SLOT_WORDS; i++) view.setUint32(4 * i, test.words[i] ?? NOP, true);
    memory.writeBytes(SLOT_ADDRESS, bytes);
    for (let n = 0; n < 31; n++) state.setX(n, test.x[n]!);
    state.sp = test.x[31]!;
    state.setFlags((test.nzcv << 28) >>> 0);
    state.words[SLOT.monitor] = 0;
    test.v.forEach((half, i) => state.set(SLOT.vector + 2 * i, half));
    const sysreg = (encoding: number): number => state.sysregSlot(encoding);
    state.set(sysreg(TPIDR), test.tpidr);
    state.set(sysreg(SYSREG.fpcr), test.fpcr);
    state.set(sysreg(SYSREG.fpsr), 0n);
    state.pc = SLOT_ADDRESS;
    this.#accessed = undefined;
    this.machine.run(1000);
    const last = this.#accessed ?? MIDDLE;
    const look = (last >= PLAYGROUND && last < PLAYGROUND + BigInt(PLAYGROUND_SIZE) ? last : MIDDLE) & ~15n;
    const values = named((n) => (n < 31 ? state.getX(n) : state.sp), (i) => state.get(SLOT.vector + 2 * i), {
      nzcv: BigInt(state.pstate >>> 28), tpidr_el0: state.get(sysreg(TPIDR)),
      fpcr: state.get(sysreg(SYSREG.fpcr)), fpsr: state.get(sysreg(SYSREG.fpsr)),
    });
    return { look, outcome: { values, memory: Buffer.from(memory.readBytes(look, 64)).toString('hex') } };
  }

  get playground(): Buffer {
    return Buffer.from(this.machine.memory.readBytes(PLAYGROUND, PLAYGROUND_SIZE));
  }
}

const TPIDR = systemRegisterByName('tpidr_el0')!;

function named(x: (n: number) => bigint, v: (half: number) => bigint, others: Record<string, bigint>): Map<string, bigint> {
  const values = new Map(Object.entries(others));
  for (let n = 0; n < 32; n++) if (n !== RESERVED) values.set(n < 31 ? `x${n}` : 'sp', x(n));
  for (let i = 0; i < 8; i++) values.set(`v${i >> 1}.d[${i & 1}]`, v(i));
  return values;
}

/** Runs the cases on the machine and under qemu-aarch64, in order, on one evolving memory, and tells what is different. */
export function compare(cases: readonly Case[]): string[] {
  const subject = new Subject();
  const input = Buffer.alloc(RECORD * cases.length);
  const ours = cases.map((test, i) => {
    const { look, outcome } = subject.run(test);
    const record = input.subarray(RECORD * i, RECORD * (i + 1));
    for (let n = 0; n < SLOT_WORDS; n++) record.writeUInt32LE(test.words[n] ?? NOP, 4 * n);
    [BigInt(test.nzcv) << 28n, look, test.tpidr, test.fpcr, ...test.x, ...test.v].forEach((value, n) => record.writeBigUInt64LE(value, 64 + 8 * n));
    return outcome;
  });
  const output = runDriver(input);
  const done = Math.floor((output.length - PLAYGROUND_SIZE) / RESULT);
  if (done < cases.length) throw new Error(`qemu-aarch64 stopped at case ${Math.floor(output.length / RESULT)}: ${describe(cases[Math.floor(output.length / RESULT)]!)}`);
  const differences = cases.flatMap((test, i) => {
    const wrong = difference(ours[i]!, outcomeAt(output.subarray(RESULT * i, RESULT * (i + 1))));
    return wrong === undefined ? [] : [`${describe(test)}: ${wrong}`];
  });
  const rest = output.subarray(RESULT * cases.length);
  if (differences.length === 0 && !rest.equals(subject.playground)) {
    const place = rest.findIndex((byte, i) => byte !== subject.playground[i]);
    differences.push(`some case of the ${cases.length} left other memory at 0x${(PLAYGROUND + BigInt(place)).toString(16)}`);
  }
  return differences;
}

function describe(test: Case): string {
  return test.words.map((word, i) => disassemble(word, SLOT_ADDRESS + BigInt(4 * i))?.replace('\t', ' ') ?? `.inst 0x${word.toString(16)}`).join('; ');
}

function outcomeAt(result: Buffer): Outcome {
  const quad = (at: number): bigint => result.readBigUInt64LE(at);
  const values = named((n) => quad(16 + 8 * n), (i) => quad(272 + 8 * i), { nzcv: quad(0) >> 28n, tpidr_el0: quad(8), fpcr: quad(400), fpsr: quad(408) });
  return { values, memory: result.subarray(336, 400).toString('hex') };
}

function difference(ours: Outcome, theirs: Outcome): string | undefined {
  for (const [name, value] of ours.values) {
    const other = theirs.values.get(name)!;
    if (value !== other) return `${name} is 0x${value.toString(16)}, under qemu 0x${other.toString(16)}`;
  }
  return ours.memory === theirs.memory ? undefined : `memory is ${ours.memory}, under qemu ${theirs.memory}`;
}

function runDriver(input: Buffer): Buffer {
  return inScratch((folder) => {
    const source = fileURLToPath(new URL('driver.s', import.meta.url));
    const [object, program] = [join(folder, 'driver.o'), join(folder, 'driver')];
    execFileSync('aarch64-linux-gnu-as', ['-o', object, source]);
    execFileSync('aarch64-linux-gnu-ld', [
      `--section-start=.slot=0x${SLOT_ADDRESS.toString(16)}`, `--section-start=.playground=0x${PLAYGROUND.toString(16)}`,
      '--no-warn-rwx-segments', '-o', program, object,
    ]);
    const { stdout, status, signal } = spawnSync('qemu-aarch64', ['-cpu', 'neoverse-n1', program], { input, maxBuffer: 2 ** 31 });
    if (status !== 0 && stdout.length === 0) throw new Error(`the driver ended with ${signal ?? status}`);
    return stdout;
  });
}
