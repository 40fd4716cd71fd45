import { disassemble, SYSREG, type Machine, type Turn } from '@tracelab/arm64-machine';
import { BRK_IMM, type Kernel } from '@tracelab/kernel';
import { KretprobeInstance } from '../../src/index.js';

/** What the control plane has made of a probe, by a model of its own: `changing` while a step of its is under way. */
export type State = 'on' | 'changing' | 'off';

export interface Probe {
  readonly name: string;
  readonly address: bigint;
  readonly isReturn: boolean;
  state: State;
  /** Counts changes of `state`: between two equal ones it has not changed. */
  version: number;
  hits: number;
  /** Those that a change fell into: its program was attached, or not. */
  uncertain: number;
  missed: number;
}

/** A BRK that is being dealt with. */
interface Trap {
  readonly step: boolean;
  /** The probes that had to be hit if nothing changes. */
  readonly on: ReadonlyMap<Probe, number>;
  /** Those that must not be. */
  readonly off: ReadonlyMap<Probe, number>;
  readonly hit: Set<Probe>;
  outcome?: 'hit' | 'missed';
}

/**
 * Follows every core through breakpoints at the places where something is counted, and compares with the model: a BRK #4 is
 * either a hit of all probes that are on, or a miss; an instance is taken, its return seen, and given back.
 */
export class Ledger {
  readonly tally = { traps: 0, hits: 0, missed: 0, taken: 0, returns: 0, unseen: 0, withoutInstance: 0 };
  /** Times that a core began to count a miss while another did: v6.1's counters are plain words. */
  overlaps = 0;
  /** By struct kprobe; those that are unregistered stay, as calls may be pending. */
  readonly probes = new Map<bigint, Probe>();
  readonly #kernel: Kernel;
  readonly #traps: Trap[][];
  readonly #counting = new Set<number>();
  readonly #taken = new Map<bigint, { readonly probe: Probe; seenAt?: number }>();
  readonly #events = new Map<bigint, (core: Machine) => void>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#traps = kernel.cluster.cores.map(() => []);
    const { symbols } = kernel;
    const x = (n: number) => (core: Machine): bigint => core.state.getX(n);
    const on = (at: bigint, event: (core: Machine) => void): void => void this.#events.set(at, event);
    const inside = (name: string, text: string): bigint => find(kernel, name, text);

    on(symbols.lookup('vectors') + 0x200n, (core) => this.#trap(core));
    on(symbols.lookup('ret_to_kernel'), (core) => this.#resolve(core));
    on(symbols.lookup('kprobe_dispatcher'), (core) => this.#hit(core, x(0)(core)));
    on(symbols.lookup('aggr_pre_handler'), (core) => this.#outcome(core, 'hit'));
    on(symbols.lookup('kprobes_inc_nmissed_count'), (core) => this.#outcome(core, 'missed'));
    on(inside('kprobes_inc_nmissed_count', 'str x1, [x0, #32]'), (core) => this.#miss(core, x(0)(core)));
    on(inside('kprobes_inc_nmissed_count', 'str x2, [x3, #32]'), (core) => this.#miss(core, x(3)(core)));
    on(symbols.lookup('pre_handler_kretprobe'), (core) => this.#hit(core, x(0)(core)));
    on(inside('pre_handler_kretprobe', 'str w0, [x21, #148]'), (core) => this.#withoutInstance(core, x(21)(core)));
    on(inside('pre_handler_kretprobe', 'stp x2, x1, [x22, #32]'), (core) => this.#take(x(22)(core), x(21)(core)));
    on(inside('kretprobe_dispatcher', 'paciasp'), (core) => this.#return(x(0)(core)));
    on(inside('__kretprobe_trampoline_handler', 'ldr x1, [x19, #8]'), (core) => this.#giveBack(x(19)(core) - BigInt(KretprobeInstance.llist.offset)));
    for (const { processor } of kernel.cluster.cores) for (const at of this.#events.keys()) processor.breakpoints.add(at);
  }

  readonly watch = ({ core, reason }: Turn): void => {
    if (reason === 'breakpoint') this.#events.get(core.state.pc)?.(core);
  };

  /** No BRK is being dealt with, and no return is pending. */
  get isIdle(): boolean {
    return this.#taken.size === 0 && this.#traps.every((traps) => traps.length === 0);
  }

  #trap(core: Machine): void {
    const { state } = core;
    const imm = Number(state.get(state.sysregSlot(SYSREG.esr)) & 0xffffn);
    const address = state.get(state.sysregSlot(SYSREG.elr));
    if (imm !== BRK_IMM.kprobes && imm !== BRK_IMM.kprobesSs) throw new Error(`brk #${imm} at ${this.#kernel.symbols.at(address)?.name}`);
    const here = [...this.probes.values()].filter((probe) => probe.address === address);
    const versions = (state: State): Map<Probe, number> => new Map(here.filter((probe) => probe.state === state).map((probe) => [probe, probe.version]));
    this.#traps[core.number]!.push({ step: imm === BRK_IMM.kprobesSs, on: versions('on'), off: versions('off'), hit: new Set() });
    if (imm === BRK_IMM.kprobes) this.tally.traps++;
  }

  #resolve(core: Machine): void {
    const trap = this.#traps[core.number]!.pop()!;
    if (trap.step) return;
    if (trap.outcome === undefined) throw new Error(`CPU ${core.number}: a BRK was neither a hit nor missed`);
    this.tally[trap.outcome === 'hit' ? 'hits' : 'missed']++;
    for (const probe of trap.hit) if (trap.on.get(probe) !== probe.version && !probe.isReturn && trap.outcome === 'hit') probe.uncertain++;
    for (const [probe, version] of trap.on) {
      if (probe.version === version && !trap.hit.has(probe)) throw new Error(`${probe.name}: on, and not ${trap.outcome}`);
    }
  }

  #outcome(core: Machine, outcome: 'hit' | 'missed'): Trap {
    const trap = this.#traps[core.number]!.at(-1);
    if (!trap) throw new Error(`CPU ${core.number}: ${outcome} without a BRK`);
    if ((trap.outcome ??= outcome) !== outcome) throw new Error(`CPU ${core.number}: both hit and missed`);
    return trap;
  }

  #hit(core: Machine, kprobe: bigint): void {
    const probe = this.#probe(kprobe);
    const { hit, off } = this.#outcome(core, 'hit');
    if (hit.has(probe)) throw new Error(`${probe.name}: hit twice by one BRK`);
    // Disabling one of several probes does not wait for handlers that have seen it enabled.
    if (off.get(probe) === probe.version) throw new Error(`${probe.name}: hit while it is off`);
    hit.add(probe);
    if (!probe.isReturn) probe.hits++;
  }

  #miss(core: Machine, kprobe: bigint): void {
    const probe = this.#probe(kprobe);
    this.#outcome(core, 'missed').hit.add(probe);
    this.#countMiss(core, probe);
  }

  #countMiss(core: Machine, probe: Probe): void {
    // The load is up to two instructions back, so that who stands here last may have read what another has not yet written.
    for (const number of this.#counting) if (number !== core.number) this.overlaps++;
    this.#counting.add(core.number);
    if (this.#counting.size === this.#traps.length) this.#counting.clear();
    probe.missed++;
  }

  #withoutInstance(core: Machine, kprobe: bigint): void {
    this.tally.withoutInstance++;
    this.#countMiss(core, this.#probe(kprobe));
  }

  #take(instance: bigint, kprobe: bigint): void {
    if (this.#taken.has(instance)) throw new Error(`an instance of ${this.#probe(kprobe).name} was taken twice`);
    this.#taken.set(instance, { probe: this.#probe(kprobe) });
    this.tally.taken++;
  }

  #return(instance: bigint): void {
    const taken = this.#taken.get(instance);
    if (!taken) throw new Error('a return through an instance that no call has');
    const { probe } = taken;
    taken.seenAt = probe.state === 'on' ? probe.version : -1;
    probe.hits++;
    this.tally.returns++;
  }

  #giveBack(instance: bigint): void {
    const taken = this.#taken.get(instance);
    if (!taken) throw new Error('an instance that no call has was given back');
    this.#taken.delete(instance);
    if (taken.seenAt !== undefined) {
      if (taken.seenAt !== taken.probe.version) taken.probe.uncertain++;
      return;
    }
    if (taken.probe.state === 'on') throw new Error(`${taken.probe.name}: registered, and a return was not seen`);
    this.tally.unseen++;
  }

  #probe(kprobe: bigint): Probe {
    const probe = this.probes.get(kprobe);
    if (!probe) throw new Error(`0x${kprobe.toString(16)} is no kprobe that was registered`);
    return probe;
  }
}

/** Address of the only such instruction of a function. */
function find({ memory, symbols }: Kernel, name: string, text: string): bigint {
  const found: bigint[] = [];
  for (let at = symbols.lookup(name); symbols.at(at)?.name === name; at += 4n) {
    if (disassemble(Number(memory.read(at, 4)))?.replace('\t', ' ') === text) found.push(at);
  }
  if (found.length !== 1) throw new Error(`${name}: "${text}" ${found.length} times`);
  return found[0]!;
}
