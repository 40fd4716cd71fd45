import { asm, type Random } from '@tracelab/arm64-machine';
import { executionAt, probeAddress, reapInstances, registerKprobeInSteps, type KprobeLink, type Waits } from '../../src/index.js';
import { program } from '../probed-kernel.js';
import type { CallingKernel } from './calling-kernel.js';
import type { Ledger, Probe, State } from './ledger.js';

/** A probe in place, its two programs and where each counts its runs. */
interface Placed {
  readonly link: KprobeLink;
  readonly probe: Probe;
  readonly slot: number;
  isEnabled: boolean;
  hasSecond: boolean;
}

interface Point {
  readonly symbol: string;
  readonly offset: number;
}

/** Where return probes can be, too. trace_call_bpf() calls two of them, so that they are missed there. */
const entries: readonly Point[] = ['mixed', 'bpf_fentry_test1', 'migrate_disable', '__rcu_read_lock'].map((symbol) => ({ symbol, offset: 0 }));

/** Registered at a time. */
const MOST = 8;

/** Random steps of the control plane. */
export class Changes {
  readonly count = { register: 0, unregister: 0, enable: 0, disable: 0, attach: 0, detach: 0 };
  readonly #kernel: CallingKernel;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #points: readonly Point[];
  readonly #programs: readonly { readonly first: { readonly prog: bigint }; readonly second: { readonly prog: bigint }; readonly runs: bigint }[];
  readonly #placed = new Set<Placed>();
  lostMisses = 0;
  reaped = 0;

  constructor(kernel: CallingKernel, ledger: Ledger, random: Random) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#random = random;
    this.#points = pointsOf(kernel, 'mixed');
    this.#programs = Array.from({ length: MOST }, (_, n) => {
      const runs = kernel.kzalloc(16);
      return { first: counting(kernel, `bpf_prog_first_${n}`, runs), second: counting(kernel, `bpf_prog_second_${n}`, runs + 8n), runs };
    });
    kernel.live.clear();
  }

  get total(): number {
    return Object.values(this.count).reduce((sum, n) => sum + n);
  }

  *some(count: number): Waits {
    while (this.total < count) {
      yield;
      const change = this.#random.below(10);
      if (this.#placed.size === 0 || (change < 3 && this.#placed.size < MOST)) yield* this.#register();
      else if (change < 5) yield* this.#unregister(this.#one());
      else if (change < 9) yield* this.#toggle(this.#one());
      else yield* this.#attachOrDetach(this.#one());
      if (this.#random.below(20) === 0) this.reaped += yield* reapInstances(this.#kernel);
    }
  }

  *unregisterAll(): Waits {
    while (this.#placed.size > 0) yield* this.#unregister(this.#one());
    yield () => this.#ledger.isIdle;
    this.reaped += yield* reapInstances(this.#kernel);
  }

  #one(): Placed {
    return this.#random.among([...this.#placed]);
  }

  *#register(): Waits {
    const random = this.#random;
    const point = random.below(2) ? random.among(entries) : random.among(this.#points);
    const isReturn = point.offset === 0 && random.below(2) === 0;
    const slot = this.#programs.findIndex((_, n) => ![...this.#placed].some((one) => one.slot === n));
    const { first, runs } = this.#programs[slot]!;
    for (const at of [runs, runs + 8n]) this.#kernel.memory.write(at, 8, 0n);
    const probe: Probe = {
      name: `${isReturn ? 'kretprobe' : 'kprobe'} ${point.symbol}+${point.offset}`, address: probeAddress(this.#kernel, point), isReturn,
      state: 'changing', version: 0, hits: 0, uncertain: 0, missed: 0,
    };
    // Known to the ledger before it can be hit: trace_kprobe is allocated in the first step, and its kprobe stands in it.
    const steps = registerKprobeInSteps(this.#kernel, { ...point, isReturn, program: first, ...(isReturn && { maxactive: 1 + random.below(4) }) });
    const known = new Set(this.#kernel.live.keys());
    let step = steps.next();
    const traceKprobe = [...this.#kernel.live.keys()].find((address) => !known.has(address))!;
    this.#ledger.probes.set(traceKprobe + 24n, probe);
    while (!step.done) {
      yield step.value;
      step = steps.next();
    }
    const link = step.value;
    if (link.kprobe !== traceKprobe + 24n) throw new Error('another kprobe than the ledger follows');
    set(probe, 'on');
    this.#placed.add({ link, probe, slot, isEnabled: true, hasSecond: false });
    this.count.register++;
  }

  *#unregister(placed: Placed): Waits {
    const { link, probe, slot } = placed;
    set(probe, 'changing');
    yield* link.inSteps.unregister();
    set(probe, 'off');
    this.#placed.delete(placed);
    this.#check(placed);
    const runs = Number(this.#kernel.memory.read(this.#programs[slot]!.runs, 8));
    if (runs > probe.hits || runs < probe.hits - probe.uncertain) throw new Error(`${probe.name}: ${runs} runs of its program, ${probe.hits} hits, ${probe.uncertain} of them while it changed`);
    this.count.unregister++;
  }

  /** Its counters against what was seen. */
  #check({ link, probe }: Placed): void {
    if (Number(link.nhit()) !== probe.hits) throw new Error(`${probe.name}: nhit ${link.nhit()}, seen ${probe.hits}`);
    const lost = probe.missed - Number(link.nmissed());
    if (lost < 0) throw new Error(`${probe.name}: nmissed ${link.nmissed()}, seen ${probe.missed}`);
    this.lostMisses += lost;
  }

  *#toggle(placed: Placed): Waits {
    const { link, probe, isEnabled } = placed;
    set(probe, 'changing');
    yield* isEnabled ? link.inSteps.disable() : link.inSteps.enable();
    // A return probe's pending calls are seen after it is disabled: only unregistering turns it off for good.
    set(probe, isEnabled ? (link.isReturn ? 'changing' : 'off') : 'on');
    placed.isEnabled = !isEnabled;
    this.count[isEnabled ? 'disable' : 'enable']++;
  }

  *#attachOrDetach(placed: Placed): Waits {
    const { second } = this.#programs[placed.slot]!;
    if (placed.hasSecond) yield* placed.link.inSteps.detach(second);
    else yield* placed.link.inSteps.attach(second);
    placed.hasSecond = !placed.hasSecond;
    this.count[placed.hasSecond ? 'attach' : 'detach']++;
  }
}

function set(probe: Probe, state: State): void {
  probe.state = state;
  probe.version++;
}

/** Every place of a function that can be probed. */
function pointsOf(kernel: CallingKernel, symbol: string): Point[] {
  const points = [];
  const start = kernel.symbols.lookup(symbol);
  for (let offset = 0; kernel.symbols.at(start + BigInt(offset))?.name === symbol; offset += 4) {
    const point = { symbol, offset };
    try {
      executionAt(kernel, point, probeAddress(kernel, point));
      points.push(point);
    } catch {
      // Refused: the ftrace location, AUTIASP, HLT, the literal.
    }
  }
  return points;
}

/** Counts its runs on all CPUs, each once. */
function counting(kernel: CallingKernel, name: string, runs: bigint): { prog: bigint } {
  return program(kernel, name, asm`
        ldr     x1, =${runs}
1:      ldxr    x2, [x1]
        add     x2, x2, #1
        stxr    w3, x2, [x1]
        cbnz    w3, 1b
        mov     x0, #0
        ret
  `);
}
