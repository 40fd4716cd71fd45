import { expect, test } from 'vitest';
import { printOperation } from '../../src/insn/index.js';
import { readObject } from '../../src/object/index.js';
import { triggerObject } from '../../src/programs/trigger.generated.js';

test('the trigger object: one program per hook, one counter', () => {
  const object = readObject(triggerObject);
  expect(object.license).toBe('Dual MIT/GPL');
  expect(object.programs.map(({ name, attach }) => [name, attach])).toEqual([
    ['trigger_fentry', { type: 'fentry', target: '__arm64_sys_getpgid' }],
    ['trigger_fexit', { type: 'fexit', target: '__arm64_sys_getpgid' }],
    ['trigger_kprobe', { type: 'kprobe', target: '__arm64_sys_getpgid' }],
    ['trigger_fmodret', { type: 'fmod_ret', target: '__arm64_sys_getpgid' }],
    ['trigger_kretprobe', { type: 'kretprobe', target: '__arm64_sys_getpgid' }],
  ]);
  expect(object.maps).toMatchObject([{ name: '.bss', valueSize: 8, readOnly: false }]);
  expect(object.variables).toEqual([
    { name: 'hits', map: 0, offset: 0, size: 8, type: expect.any(Number), signed: true },
  ]);
  for (const program of object.programs) {
    expect(program.operations.map((operation, index) => operation && printOperation(operation, index))).toEqual([
      'r1 = 1',
      'r2 = 0x0 ll',
      undefined,
      'lock *(u64 *)(r2 +0) += r1',
      program.attach.type === 'fmod_ret' ? 'w0 = -22' : 'w0 = 0',
      'exit',
    ]);
  }
});

test('BTF says what a program takes and returns', () => {
  const { btf } = readObject(triggerObject);
  const prototype = btf!.prototype('trigger_fentry')!;
  expect(btf!.resolve(prototype.returns)).toMatchObject({ kind: 'int', name: 'int', size: 4, signed: true });
  expect(prototype.parameters.map(({ name }) => name)).toEqual(['ctx']);
  expect(btf!.sizeOf(btf!.find('var', 'hits')!.type)).toBe(8);
  expect(btf!.sizeOf(btf!.find('var', '_license')!.type)).toBe('Dual MIT/GPL'.length + 1);
});
