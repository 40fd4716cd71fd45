import { HELPERS } from '../insn/helpers.js';
import { BpfLoadError } from '../load-error.js';
import { immediate64 } from './alu.js';
import { branch } from './branch.js';
import { checkCallbackExit, forgetEqualities, widen } from './callback.js';
import { Env } from './env.js';
import { entryRegisters } from './context.js';
import { Exploration, type Path } from './exploration.js';
import { enter, leave, push, tailCall } from './frames.js';
import { helperCall, type CallbackCall } from './helper-call.js';
import type { VerifierInput } from './input.js';
import type { VerifierLog } from './log.js';
import { Program } from './program.js';
import type { VerifierResult } from './result.js';
import { checkReturn } from './return-code.js';
import { checkStackDepths } from './stack-depth.js';
import { Frame, State } from './state.js';
import { step } from './step.js';
import { Refusal } from './verifier-error.js';

/** bpf_check(): one program, once. */
export class Verifier {
  readonly #input: VerifierInput;
  readonly #log: VerifierLog;
  readonly #limit: number;
  #env!: Env;
  #program!: Program;
  #processed = 0;
  #states = 0;

  constructor(input: VerifierInput, log: VerifierLog, limit: number) {
    this.#input = input;
    this.#limit = limit;
    this.#log = log;
  }

  /** Instructions that were looked at. */
  get processed(): number {
    return this.#processed;
  }

  run(): VerifierResult {
    const input = this.#input;
    try {
      this.#program = new Program(input.slots, input.name, HELPERS.tail_call);
    } catch (error) {
      if (error instanceof BpfLoadError) throw new Refusal(error.message.replace(`${input.name}: `, ''));
      throw error;
    }
    const env = new Env(input, this.#program);
    this.#env = env;
    const { operations, subprograms } = this.#program;
    const state = new State([Frame.enter(0, -1, 0, entryRegisters(env))]);
    const longestRun = this.#explore(state, 0, (exit) => checkReturn(env, exit));
    checkStackDepths(env);
    const used = env.facts.flatMap(({ map }) => (typeof map === 'number' ? [map] : []));
    return {
      operations,
      instructions: env.facts,
      functions: subprograms.map(({ start, end, tailCalls }) => ({
        start,
        end,
        tailCalls,
        stackDepth: env.stackDepths.get(start) ?? 0,
      })),
      usedMaps: [...new Set(used)].sort((a, b) => a - b),
      longestRun,
      processed: this.#processed,
      states: this.#states,
      log: this.#log.toString(),
    };
  }

  /** Follows all paths from `at` until the function that begins there returns. Returns how long they can get. */
  #explore(state: State, at: number, returned: (exit: State) => void): number {
    const exploration = new Exploration(this.#program);
    const depth = state.frames.length;
    exploration.pending.push({ state, at, node: exploration.root, steps: 0 });
    for (let path = exploration.pending.pop(); path; path = exploration.pending.pop()) {
      this.#log.path(this.#env, path);
      this.#follow(exploration, path, depth, returned);
      exploration.finish(path);
    }
    this.#states += exploration.kept;
    return exploration.root.longest;
  }

  /** Follows one path to its end, or to where another has been. */
  #follow(exploration: Exploration, path: Path, depth: number, returned: (exit: State) => void): void {
    const env = this.#env;
    for (;;) {
      const { at, state } = path;
      env.at = at;
      if (this.#program.joins.has(at)) {
        const visit = exploration.visit(path);
        if (visit === 'loop') env.fail(`infinite loop detected at insn ${at}`);
        if (visit === 'seen') return this.#log.line(`${at}: safe`);
      }
      if (++this.#processed > this.#limit) {
        env.fail(`BPF program is too large. Processed ${this.#processed} insn`);
      }
      this.#log.processed(this.#processed);
      path.steps++;
      env.fact.seen = true;
      const operation = this.#program.at(at);
      const before = this.#log.before(state);
      switch (operation.kind) {
        case 'exit':
          this.#log.after(env, operation, before, state);
          if (state.lock) env.fail('bpf_spin_unlock is missing');
          if (state.frames.length === depth) return returned(state);
          leave(env, path);
          continue;
        case 'goto':
          path.at = operation.target;
          break;
        case 'branch': {
          const { taken, passed } = branch(env, state, operation);
          // What was known before cannot be: nothing gets here.
          if (!taken && !passed) return;
          if (taken && passed) exploration.fork(path, taken, operation.target);
          path.state = (passed ?? taken)!;
          path.at = passed ? at + 1 : operation.target;
          break;
        }
        case 'callLocal':
          enter(env, path, operation.target);
          break;
        case 'call': {
          if (operation.helper === HELPERS.tail_call) tailCall(env, exploration, path);
          const callback = helperCall(env, state, operation.helper);
          if (callback) this.#callback(path, callback);
          path.at = at + 1;
          break;
        }
        case 'callRegister':
          env.fail('callx: helpers are called by number');
          break;
        case 'imm64':
          immediate64(env, state, operation);
          path.at = at + 2;
          break;
        default:
          step(env, state, operation);
          path.at = at + 1;
      }
      this.#log.after(env, operation, before, path.state);
    }
  }

  /** Any number of calls of a function by a helper: until one more of them changes nothing that was not assumed. */
  #callback(path: Path, { func, args, times }: CallbackCall): void {
    const env = this.#env;
    let head = path.state;
    forgetEqualities(head);
    for (;;) {
      const exits: State[] = [];
      const entry = head.copy();
      push(env, entry, func, -1, args);
      const longest = this.#explore(entry, func, (exit) => {
        checkCallbackExit(env, head, exit);
        exits.push(exit);
      });
      env.at = path.at;
      const next = exits.reduce(widen, head);
      if (next !== head) {
        head = next;
        continue;
      }
      path.state = head;
      path.steps += times * longest;
      return;
    }
  }
}
