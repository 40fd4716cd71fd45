import { expect, test } from 'vitest';
import { readSlots } from '../../src/insn/index.js';
import { DEFAULT_FEATURES, jit } from '../../src/jit/index.js';
import { BareHost } from '../bare-host.js';
import { corpus } from './corpus.js';

test('bpf_conformance through the JIT, on the machine: all 313 programs', () => {
  const host = new BareHost();
  const helper = host.placeCode('helper', 'mov x0, #0\nret');
  const helperTable = host.kzalloc(64 * 8);
  for (let n = 0; n < 64; n++) host.memory.write(helperTable + BigInt(n * 8), 8, helper);
  const wrong = corpus.flatMap(({ name, code, memory, result }, index) => {
    const functions = jit(name, readSlots(code, name), {
      features: DEFAULT_FEATURES,
      helper: () => helper,
      helperTable,
      place: (part, text) => host.placeCode(`${part}_${index}`.replaceAll(/[^\w]/g, '_'), text),
    });
    const at = memory.length ? host.kzalloc(memory.length) : 0n;
    host.memory.writeBytes(at, memory);
    const r0 = host.machine.call(functions.at(-1)!.address, [at, memory.length], 1_000_000);
    return r0 === result ? [] : [`${name}: 0x${r0.toString(16)}, expected 0x${result.toString(16)}`];
  });
  expect(wrong).toEqual([]);
  expect(corpus).toHaveLength(313);
});
