import { expect, test } from 'vitest';
import { cores } from './cores/index.js';
import { parameters, withParameter } from './parameters.js';

test('every number of every core says where it comes from', () => {
  for (const core of Object.values(cores)) {
    const list = parameters(core);
    expect(list.length).toBeGreaterThan(50);
    for (const { path, source, value } of list) {
      expect(source, path).not.toBe('');
      expect(Number.isFinite(value), path).toBe(true);
    }
  }
});

test('of the Cortex-A72, two numbers are fitted', () => {
  const fitted = parameters(cores['cortex-a72']!).filter(({ provenance }) => provenance === 'fitted');
  expect(fitted.map(({ path }) => path)).toEqual(['ordering.performed', 'flushes.refetch']);
});

test('a number can be replaced, its source stays', () => {
  const a72 = cores['cortex-a72']!;
  const longer = withParameter(a72, 'stores.forwarding.contained', 9);
  expect(longer.stores.forwarding.contained).toEqual({ ...a72.stores.forwarding.contained, value: 9 });
  expect(a72.stores.forwarding.contained.value).toBe(7);
  expect(() => withParameter(a72, 'stores.forwardng.contained', 9)).toThrow(
    'cortex-a72: no number at "stores.forwardng.contained"',
  );
});
