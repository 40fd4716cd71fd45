import type { Env } from './env.js';
import type { Exploration, Path } from './exploration.js';
import { NOT_INIT, UNKNOWN_NUMBER, type Register } from './register.js';
import { Frame, type State } from './state.js';

/** MAX_CALL_FRAMES. */
export const MAX_FRAMES = 8;

/** A call of a subprogram: __check_func_call(). */
export function enter(env: Env, path: Path, target: number): void {
  const { state, at } = path;
  if (state.lock) env.fail('function calls are not allowed while holding a lock');
  push(env, state, target, at + 1, state.frame.registers.slice(1, 6));
  path.at = target;
}

/** A frame more; its function returns to `returnTo`, or to the helper that called it where that is negative. */
export function push(env: Env, state: State, target: number, returnTo: number, args: readonly Register[]): void {
  if (state.frames.length >= MAX_FRAMES) env.fail(`the call stack of ${state.frames.length + 1} frames is too deep`);
  for (let n = 0; n <= 5; n++) state.set(n, NOT_INIT);
  state.frames.push(Frame.enter(target, returnTo, state.frames.length, args));
}

/** prepare_func_exit(). */
export function leave(env: Env, path: Path): void {
  const { state } = path;
  const result = state.get(0);
  if (result.type === 'fp') env.fail('cannot return stack pointer to the caller');
  path.at = state.frame.returnTo;
  state.frames.pop();
  state.set(0, result);
}

/** A program that is jumped to returns in place of the function that jumps. */
export function tailCall(env: Env, exploration: Exploration, { node, state, steps }: Path): void {
  if (state.frames.some(({ returnTo }, depth) => depth > 0 && returnTo < 0)) {
    env.fail('tail_call is not allowed in a callback');
  }
  if (state.references.length) env.fail('tail_call would lead to reference leak');
  if (state.frames.length === 1) return;
  const returned = { state: state.copy(), at: 0, node, steps };
  returned.state.set(0, UNKNOWN_NUMBER);
  leave(env, returned);
  exploration.fork(returned, returned.state, returned.at);
}
