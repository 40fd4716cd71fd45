import { covers } from './cover.js';
import { isNumber, NOT_INIT, type Register } from './register.js';
import type { Program } from './program.js';
import type { State } from './state.js';

/** A state that was met at a slot, and what is known of all paths from there. */
export interface Node {
  readonly state: State | undefined;
  readonly parent: Node | undefined;
  /** Instructions since the parent. */
  readonly distance: number;
  /** Paths from here that have not ended. */
  branches: number;
  /** Instructions of the longest one that has. */
  longest: number;
  hits: number;
  misses: number;
}

/** One path, where it has got to. */
export interface Path {
  state: State;
  at: number;
  /** The last state that was kept, and the instructions since. */
  node: Node;
  steps: number;
}

/** Instructions between states that are kept: short ways are cheaper to follow twice. */
const MIN_DISTANCE = 8;

/** is_state_visited(): the states that paths have met, so that none is followed twice. */
export class Exploration {
  readonly root: Node = node(undefined, undefined, 0);
  readonly pending: Path[] = [];
  /** States that were kept. */
  kept = 0;
  readonly #program: Program;
  readonly #met = new Map<number, Node[]>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Another path begins where this one is. */
  fork(path: Path, state: State, at: number): void {
    path.node.branches++;
    this.pending.push({ state, at, node: path.node, steps: path.steps });
  }

  /**
   * `seen` where everything from here on is known, and counted; `loop` where the path has been here before, with
   * nothing different.
   */
  visit(path: Path): 'new' | 'seen' | 'loop' {
    const { at, state } = path;
    const met = this.#met.get(at) ?? [];
    for (const one of met) {
      if (covers(one.state!, state)) {
        if (one.branches === 0) {
          one.hits++;
          path.steps += one.longest;
          return 'seen';
        }
        // Whoever is not finished is an ancestor: paths are followed depth first.
        if (covers(relevant(state, at, this.#program.live), one.state!)) return 'loop';
      }
      one.misses++;
    }
    if (path.steps < MIN_DISTANCE && path.node.parent) return 'new';
    const next = node(relevant(state, at, this.#program.live), path.node, path.steps);
    // A loop meets one slot in ever new states: those that never match are dropped.
    this.#met.set(at, [...met.filter(({ hits, misses }) => misses <= 3 * hits + 8), next]);
    this.kept++;
    path.node = next;
    path.steps = 0;
    return 'new';
  }

  /** A path has ended, and perhaps those before it. */
  finish({ node: last, steps }: Path): void {
    let length = steps;
    for (let one: Node | undefined = last; one; one = one.parent) {
      one.longest = Math.max(one.longest, length);
      if (--one.branches > 0) return;
      length = one.distance + one.longest;
    }
  }
}

const node = (state: State | undefined, parent: Node | undefined, distance: number): Node => ({
  state,
  parent,
  distance,
  branches: 1,
  longest: 0,
  hits: 0,
  misses: 0,
});

/** The state without registers that nobody reads any more, and without equalities of a number with itself. */
function relevant(state: State, at: number, live: Uint16Array): State {
  const copy = state.copy();
  copy.frames.forEach(({ registers }, depth) => {
    const here = depth === copy.frames.length - 1 ? at : copy.frames[depth + 1]!.returnTo;
    // A callback returns to its helper: what its caller reads after that is not looked up here.
    const mask = here < 0 ? -1 : live[here]!;
    registers.forEach((_, index) => {
      if (!(mask & (1 << index))) registers[index] = NOT_INIT;
    });
  });
  const times = new Map<number, number>();
  const count = (one: Register): Register => {
    if (one.id && isNumber(one)) times.set(one.id, (times.get(one.id) ?? 0) + 1);
    return one;
  };
  copy.replace(count);
  copy.replace((one) => (one.id && isNumber(one) && times.get(one.id) === 1 ? { ...one, id: 0 } : one));
  return copy;
}
