import { cores, createTimingModel, decode, Machine, MachineFault, rows, SLOT, systemRegisterByName, type Feature } from '../../src/index.js';
import { wordsOf } from '../isa/comparison.js';
import { cornerValue, type Random } from '../qemu/random.js';

const CODE = 0x10_0000n;
const CODE_SIZE = 0x1000;
const DATA = 0x20_0000n;

/** Whose values depend on how far the engine has counted, and it counts by blocks. */
const counters = new Set(['cntvct_el0', 'cntpct_el0', 'pmccntr_el0'].map((name) => systemRegisterByName(name)!));
const readsCounter = (word: number): boolean => decode(word)?.row.name === 'mrs' && counters.has((word >>> 5) & 0xffff);

/** Random words, half of them of some row. */
function code(random: Random): number[] {
  return Array.from({ length: 64 }, () => {
    const word = random.below(2) === 0 ? random.below(2 ** 32) : (wordsOf(rows[random.below(rows.length)]!, 1, random)[0] ?? 0);
    return readsCounter(word) ? 0 : word;
  });
}

const FEATURES: readonly Feature[] = ['crc32', 'lse', 'pauth', 'bti', 'simd'];

/** Two machines in the same state with the same words: one runs blocks, perhaps timed, the other single instructions. */
export function pairOfMachines(random: Random): readonly [Machine, Machine] {
  const words = code(random);
  const x = Array.from({ length: 31 }, () => (random.below(2) === 0 ? DATA + BigInt(random.below(0x2000)) : random.below(4) === 0 ? CODE + BigInt(4 * random.below(80)) : cornerValue(random)));
  const el = random.below(2);
  const faults = random.below(2) === 0 ? 'take' : 'stop';
  const models = Object.values(cores);
  const core = random.below(3) === 0 ? models[random.below(models.length)] : undefined;
  const features = core?.features ?? FEATURES.filter(() => random.below(4) > 0);
  const writable = random.below(4) === 0 ? 'rw' : 'r';
  const make = (timed: boolean): Machine => {
    const machine = new Machine({ faults, features, ...(timed && core && { timing: createTimingModel(core) }) });
    const { memory, state } = machine;
    memory.map({ name: 'code', base: CODE, size: CODE_SIZE, perms: 'rx', el0: true });
    memory.map({ name: 'data', base: DATA, size: 0x1000, perms: 'rw', el0: true });
    memory.map({ name: 'more', base: DATA + 0x1000n, size: 0x1000, perms: writable, el0: el === 0 });
    words.forEach((word, i) => memory.write(CODE + BigInt(4 * i), 4, BigInt(word)));
    x.forEach((value, n) => state.setX(n, value));
    state.sp = DATA + 0x800n;
    state.words[SLOT.el] = el;
    state.set(state.sysregSlot(systemRegisterByName('vbar_el1')!), CODE + 0x80n - (el === 0 ? 0x400n : 0n));
    state.pc = CODE;
    return machine;
  };
  return [make(true), make(false)];
}

/** Runs one machine, then brings the other just as far; what the run ended with. */
export function runBoth([whole, single]: readonly [Machine, Machine]): void {
  const wholeEnd = faultOf(() => whole.processor.run(300));
  // A fetch that is refused retires nothing: the counts alone do not tell how many exceptions came after the last instruction.
  const target = whole.processor.retired;
  let singleEnd: string | undefined;
  for (let steps = 0; singleEnd === undefined && steps < 3000; steps++) {
    if (wholeEnd === undefined && single.processor.retired >= target && single.state.pc === whole.state.pc) break;
    singleEnd = faultOf(() => single.processor.step());
  }
  if (wholeEnd !== singleEnd) throw new Error(`blocks end with ${wholeEnd}, single steps with ${singleEnd}`);
  const [a, b] = [whole, single].map(({ state }) => state.words.slice(0, SLOT.faultIndex).join());
  if (a !== b) throw new Error(`blocks leave other registers than single steps: ${a} and ${b}`);
}

function faultOf(body: () => unknown): string | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    if (!(error instanceof MachineFault)) throw error;
    if (error.report.split('\n').length < 5) throw error;
    return error.message;
  }
}
