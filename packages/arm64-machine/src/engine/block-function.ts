import type { Memory } from '../memory/memory.js';
import type { Translated } from './block.js';
import { GO_ON, JsEmitter, type EmitOptions } from './js-emitter.js';
import type { Runtime } from './runtime.js';

/** Binds a block's code to a machine and to the places of the block and of what stands behind it. Names as in {@link JsEmitter}. */
type BlockFunction = (
  S: Int32Array, M: Memory, I: Int32Array, B: Uint8Array, H: Uint16Array, E: Int32Array, R: Runtime,
  L: number, P: number, N: number, Q: number,
) => () => void;

/** By what they are made of: machines that run the same code share it, and the host compiles it once. */
const functions = new Map<string, BlockFunction>();
/** Those remembered before the memory is emptied: a kernel with everything attached has some hundreds. */
const MOST_FUNCTIONS = 1 << 13;

/** The function of a block of these instructions. */
export function blockFunction(code: readonly Translated[], options: EmitOptions): BlockFunction {
  const key = keyOf(code, options);
  let made = functions.get(key);
  if (!made) {
    if (functions.size >= MOST_FUNCTIONS) functions.clear();
    functions.set(key, (made = compile(code, options)));
  }
  return made;
}

/** All that the emitted text depends on. */
function keyOf(code: readonly Translated[], { recordAccesses, awaitLines, announceStores, el0, sysregSlot }: EmitOptions): string {
  const ids = code.map(({ id }) => id);
  const slots = code.flatMap(({ dataflow: { sysregReads, sysregWrites } }) => [...sysregReads, ...sysregWrites].map(sysregSlot));
  return [recordAccesses, awaitLines, announceStores, el0, ids, slots].join();
}

function compile(code: readonly Translated[], options: EmitOptions): BlockFunction {
  const emitter = new JsEmitter(options);
  const emitted = code.map(({ steps }, i) => emitter.emit(steps, i));
  const lines = emitted.map((one) => one.code);
  if (emitted.at(-1)!.fallsThrough) lines.push(GO_ON);
  // In parentheses, so that the host compiles the inner function with the outer one: most blocks run soon, and not often.
  const text = `return (function () {\n${lines.join('\n')}\n});`;
  // Generated from the instruction table's semantics; nothing of it comes from outside.
  return new Function('S', 'M', 'I', 'B', 'H', 'E', 'R', 'L', 'P', 'N', 'Q', text) as BlockFunction;
}
