import type { Machine } from '@tracelab/arm64-machine';
import { OVERRIDE, RESULTS, type CallingKernel, type KnownProgram, type Target } from './calling-kernel.js';

/** What a program has to do with calls of a function; `changing` from a transition's first step to its last. */
export type State = 'on' | 'off' | 'changing';

interface Account {
  state: State;
  since: number;
}

/** A call that a core is in. */
interface Call {
  readonly target: Target;
  readonly begun: number;
  readonly argument: bigint;
  readonly returnTo: bigint;
  readonly sp: bigint;
  readonly runs: KnownProgram[];
  bodies: number;
}

/**
 * Holds every call against every program. One that is on during all of a call runs exactly once, one that is off does not
 * run; a call that a transition of the program came into may be either, and nothing ever runs twice.
 */
export class Ledger {
  readonly tally = { calls: 0, runs: 0, overrides: 0, unsteady: 0, dropped: 0 };
  readonly #kernel: CallingKernel;
  readonly #accounts = new Map<string, Account>();
  /** Last transition of any program on a function. */
  readonly #changed = new Map<Target, number>();
  readonly #calls: Call[][];
  readonly #dropsExits: boolean;
  readonly #gaps: boolean;
  #now = 0;

  /**
   * @param dropsExits a call that is under way while the function gets other programs may lose all its exit programs: a direct
   *   trampoline's image is left by its epilogue then
   * @param gaps nobody may see it while the function gets other programs: there is no way from one address to another
   */
  constructor(kernel: CallingKernel, { dropsExits, gaps }: { readonly dropsExits: boolean; readonly gaps: boolean }) {
    this.#kernel = kernel;
    this.#dropsExits = dropsExits;
    this.#gaps = gaps;
    this.#calls = kernel.cluster.cores.map(() => []);
  }

  set(target: Target, one: KnownProgram, state: State): void {
    this.#accounts.set(key(target, one), { state, since: ++this.#now });
    this.#changed.set(target, state === 'changing' ? Infinity : this.#now);
  }

  called({ number, state }: Machine, target: Target): void {
    this.#calls[number]!.push({
      target, begun: ++this.#now, argument: state.getX(0), returnTo: state.getX(30), sp: state.sp, runs: [], bodies: 0,
    });
  }

  body({ number }: Machine): void {
    this.#calls[number]!.at(-1)!.bodies++;
  }

  /** A program begins; X0 is its context. */
  ran({ number, state }: Machine, one: KnownProgram): void {
    const call = this.#calls[number]!.at(-1);
    if (!call) throw new Error(`${one.program.name} runs on CPU ${number}, which is in no call`);
    const wrong = (what: string): Error => new Error(`${one.program.name} (${one.kind}) in a call of ${call.target} on CPU ${number}: ${what}`);
    const { memory } = this.#kernel;
    const context = state.getX(0);
    const [argument, result, count] = [memory.read(context, 8), memory.read(context + 8n, 8), memory.read(context - 8n, 8)];
    if (argument !== call.argument || count !== 1n) throw wrong(`sees ${count} arguments, ${argument} instead of ${call.argument}`);
    if (one.kind === 'fexit' && result !== BigInt.asUintN(64, expected(call))) throw wrong(`sees the result ${result} instead of ${expected(call)}`);
    if (one.kind === 'fexit' ? call.bodies === 0 && !overridden(call) : call.bodies > 0) throw wrong('runs on the wrong side of the function');
    call.runs.push(one);
  }

  returned({ number, state }: Machine): void {
    const call = this.#calls[number]!.pop();
    const where = `CPU ${number}, ${call?.target}`;
    if (!call || call.returnTo !== state.pc) throw new Error(`${where} returns to 0x${state.pc.toString(16)}, not to 0x${call?.returnTo.toString(16)}`);
    if (call.sp !== state.sp) throw new Error(`${where} leaves SP at 0x${state.sp.toString(16)}, not at 0x${call.sp.toString(16)}`);
    if (BigInt.asIntN(64, state.getX(0)) !== expected(call)) throw new Error(`${where} returns ${state.getX(0)}, not ${expected(call)}`);
    if (call.bodies !== (overridden(call) ? 0 : 1)) throw new Error(`${where}: the function ran ${call.bodies} times`);
    this.tally.calls++;
    if (overridden(call)) this.tally.overrides++;
    for (const one of this.#kernel.programs) this.#judge(call, one);
  }

  #judge(call: Call, one: KnownProgram): void {
    const { target, begun, runs } = call;
    const { state, since } = this.#accounts.get(key(target, one)) ?? { state: 'off', since: 0 };
    const times = runs.filter((run) => run === one).length;
    const isSteady = state !== 'changing' && since < begun;
    const trampolineChanged = (this.#changed.get(target) ?? 0) > begun;
    this.tally.runs += times;
    if (!isSteady) this.tally.unsteady++;
    const least = isSteady && state === 'on' ? 1 : 0;
    const most = isSteady && state === 'off' ? 0 : 1;
    if (times >= least && times <= most) return;
    // Programs behind an override do not run; exits may be dropped where the image was replaced.
    if (times === 0 && one.kind === 'modifyReturn' && overridden(call)) return;
    if (times === 0 && trampolineChanged && (this.#gaps || (this.#dropsExits && one.kind === 'fexit'))) {
      this.tally.dropped++;
      return;
    }
    throw new Error(`a call of ${target}, ${one.program.name} (${one.kind}) ${isSteady ? state : 'in transition'}: ran ${times} times`);
  }
}

const key = (target: Target, { program }: KnownProgram): string => `${target} ${program.name}`;
const overridden = ({ runs }: Call): boolean => runs.some(({ overrides }) => overrides);
const expected = (call: Call): bigint => (overridden(call) ? OVERRIDE : RESULTS[call.target](call.argument));
