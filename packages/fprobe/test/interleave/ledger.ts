import type { Machine } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';
import { RESULTS, type Target } from './called-kernel.js';

/** What a probe has to do with calls; `changing` from a transition's first step to its last. */
export type State = 'on' | 'off' | 'disabled' | 'changing';

/** A probe as it was asked for, and what became of calls that its callback was called for. */
export class Account {
  readonly functions: ReadonlySet<Target>;
  readonly hasEntry: boolean;
  /** The exits of calls that are entered and not missed are seen. */
  readonly seesExits: boolean;
  /** Calls can be missed: there is a pool, or a stack, to be used up. */
  readonly takesNodes: boolean;
  readonly tally = { entries: 0, exits: 0, misses: 0, callbacks: 0, unsteady: 0 };
  state: State = 'off';
  since = 0;

  constructor({ functions, hasEntry, seesExits, takesNodes }: Pick<Account, 'functions' | 'hasEntry' | 'seesExits' | 'takesNodes'>) {
    this.functions = functions;
    this.hasEntry = hasEntry;
    this.seesExits = seesExits;
    this.takesNodes = takesNodes;
  }
}

/** What was seen of one call for one probe. */
interface Sight {
  callbacks: number;
  entries: number;
  exits: number;
  data: bigint;
}

/** A call that a core is in. */
interface Call {
  readonly target: Target;
  readonly begun: number;
  readonly argument: bigint;
  readonly returnTo: bigint;
  readonly sp: bigint;
  readonly seen: Map<Account, Sight>;
}

/**
 * Holds every call against every probe. One that is on during all of a call sees entry and exit, or misses both; one that is
 * off or disabled sees neither; only a call that a transition came into may be either, and nothing is ever seen twice.
 */
export class Ledger {
  readonly tally = { calls: 0, entries: 0, exits: 0, misses: 0, unsteady: 0 };
  readonly #kernel: Kernel;
  /** By address of the struct fprobe. */
  readonly #accounts = new Map<bigint, Account>();
  readonly #calls: Call[][];
  #now = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#calls = kernel.cluster.cores.map(() => []);
  }

  add(fp: bigint, account: Account): void {
    this.#accounts.set(fp, account);
  }

  /** A transition has changed, or begins to change, what a probe has to do with calls. */
  set(account: Account, state: State): void {
    account.state = state;
    account.since = ++this.#now;
  }

  /** No call that the probe knows of is under way any more but those that sleep. */
  remove(fp: bigint, nmissed: bigint): void {
    const account = this.#accounts.get(fp)!;
    for (const calls of this.#calls) for (const call of calls) this.#judge(account, call);
    for (const calls of this.#calls) for (const call of calls) call.seen.delete(account);
    this.#accounts.delete(fp);
    const { misses, callbacks, entries } = account.tally;
    // A plain increment: two CPUs that miss at the same time may be counted as one.
    const most = account.hasEntry ? callbacks - entries : callbacks;
    if (nmissed > BigInt(most) || (misses > 0 && nmissed === 0n)) throw new Error(`nmissed is ${nmissed} after ${misses} to ${most} misses`);
    this.tally.entries += entries;
    this.tally.exits += account.tally.exits;
    this.tally.misses += misses;
    this.tally.unsteady += account.tally.unsteady;
  }

  called({ number, state }: Machine, target: Target): void {
    const seen = new Map<Account, Sight>();
    this.#calls[number]!.push({ target, begun: ++this.#now, argument: state.getX(0), returnTo: state.getX(30), sp: state.sp, seen });
  }

  callback(core: Machine, fp: bigint): void {
    this.#sight(core, fp, 'callback').callbacks++;
  }

  entry(core: Machine, fp: bigint): void {
    const sight = this.#sight(core, fp, 'entry handler');
    sight.entries++;
    sight.data = core.state.getX(4);
  }

  exit(core: Machine, fp: bigint): void {
    const { state } = core;
    const call = this.#current(core)!;
    const sight = this.#sight(core, fp, 'exit handler');
    sight.exits++;
    const wrong = (what: string): Error => new Error(`exit of ${call.target} on CPU ${core.number}: ${what}`);
    if (state.getX(2) !== call.returnTo) throw wrong(`told of a return to 0x${state.getX(2).toString(16)}`);
    const data = state.getX(4);
    if (sight.entries === 0) return;
    if (data !== sight.data) throw wrong(`data at 0x${data.toString(16)}, not at 0x${sight.data.toString(16)}`);
    if (this.#kernel.memory.read(data, 8) !== call.argument) throw wrong('the data is another call’s');
  }

  returned({ number, state }: Machine): void {
    const call = this.#calls[number]!.pop();
    const where = `CPU ${number}, ${call?.target}`;
    if (!call || call.returnTo !== state.pc) throw new Error(`${where} returns to 0x${state.pc.toString(16)}, not to 0x${call?.returnTo.toString(16)}`);
    if (call.sp !== state.sp) throw new Error(`${where} leaves SP at 0x${state.sp.toString(16)}, not at 0x${call.sp.toString(16)}`);
    const result = RESULTS[call.target](call.argument);
    if (state.getX(0) !== result) throw new Error(`${where} returns ${state.getX(0)}, not ${result}`);
    this.tally.calls++;
    for (const account of this.#accounts.values()) this.#judge(account, call);
  }

  #current({ number }: Machine): Call | undefined {
    return this.#calls[number]!.at(-1);
  }

  #sight(core: Machine, fp: bigint, what: string): Sight {
    const account = this.#accounts.get(fp);
    const call = this.#current(core);
    if (!account || !call) throw new Error(`${what} on CPU ${core.number}: ${account ? 'no call' : 'the probe is gone'}`);
    const sight = call.seen.get(account) ?? { callbacks: 0, entries: 0, exits: 0, data: 0n };
    call.seen.set(account, sight);
    return sight;
  }

  #judge(account: Account, { target, begun, seen }: Call): void {
    const { callbacks, entries, exits } = seen.get(account) ?? { callbacks: 0, entries: 0, exits: 0 };
    const { state, since, tally } = account;
    const traced = account.functions.has(target);
    const isSteady = state !== 'changing' && since < begun;
    const found = `${callbacks} callbacks, ${entries} entries, ${exits} exits`;
    const isRight = !traced ? callbacks + entries + exits === 0
      : isSteady ? this.#steadily(account, callbacks, entries, exits)
      : callbacks <= 1 && entries <= callbacks && exits <= (account.hasEntry ? entries : callbacks);
    if (!isRight) throw new Error(`a call of ${target}, the probe ${isSteady ? state : 'in transition'}: ${found}`);
    tally.callbacks += callbacks;
    tally.entries += entries;
    tally.exits += exits;
    if (traced && !isSteady) tally.unsteady++;
  }

  #steadily(account: Account, callbacks: number, entries: number, exits: number): boolean {
    if (account.state !== 'on') return callbacks === (account.state === 'disabled' ? 1 : 0) && entries + exits === 0;
    const isHit = account.hasEntry ? entries === 1 : exits === 1;
    if (!isHit) account.tally.misses++;
    if (!isHit) return callbacks === 1 && entries + exits === 0 && account.takesNodes;
    return callbacks === 1 && exits === Number(account.seesExits);
  }
}
