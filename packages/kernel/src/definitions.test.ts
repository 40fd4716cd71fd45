import { expect, test } from 'vitest';
import { definitionsFor, definitionsIn } from './definitions.js';

const definitions = definitionsIn(`
	// What a kernel without mitigations has there.
	.macro	harden
	nop
	.endm
	.set	LANDING_PADS, 1
	.macro	kernel_ventry, el
	harden
	b	el\\el
	.endm
`);

test('definitions are macros and numbers, by name', () => {
  expect(definitions.map(({ name }) => name)).toEqual(['harden', 'LANDING_PADS', 'kernel_ventry']);
});

test('a text gets what it names, and what that names, in their order', () => {
  const text = definitionsFor('\tkernel_ventry 1\n', definitions);
  expect(definitionsIn(text)).toEqual([definitions[0], definitions[2]]);
  expect(definitionsFor('\t.ifdef LANDING_PADS\n', definitions)).toBe('\t.set\tLANDING_PADS, 1\n');
  expect(definitionsFor('\tret\n', definitions)).toBe('');
});

test('nothing else stands between them', () => {
  expect(() => definitionsIn('\t.macro\tm\n\t.endm\n\tret\n')).toThrow('macros of parts: "ret" is neither .macro nor .set');
});
