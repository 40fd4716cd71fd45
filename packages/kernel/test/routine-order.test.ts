import { expect, test } from 'vitest';
import { routine, routinesIn } from '../src/index.js';

test('routines of a file come in the order of their names, however the namespace was made', () => {
  const [a, b, c] = ['first', 'second', 'third'].map((name) => routine(name, 'ret'));
  expect(routinesIn({ b: b!, a: a!, c: c! }).map(({ name }) => name)).toEqual(['first', 'second', 'third']);
});
