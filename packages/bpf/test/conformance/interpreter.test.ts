import { expect, test } from 'vitest';
import { interpret, readSlots } from '../../src/index.js';
import { BareHost } from '../bare-host.js';
import { corpus } from './corpus.js';

test('bpf_conformance through the interpreter: all 313 programs', () => {
  const host = new BareHost();
  const stackTop = host.kzalloc(8192, 16) + 8192n;
  const wrong = corpus.flatMap(({ name, code, memory, result }) => {
    const at = host.kzalloc(memory.length);
    host.memory.writeBytes(at, memory);
    const r0 = interpret(readSlots(code, name), [at, BigInt(memory.length)], { memory: host.memory, stackTop });
    return r0 === result ? [] : [`${name}: 0x${r0.toString(16)}, expected 0x${result.toString(16)}`];
  });
  expect(wrong).toEqual([]);
});
