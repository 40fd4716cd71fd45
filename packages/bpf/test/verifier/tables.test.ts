import { describe, expect, test } from 'vitest';
import { verify, VerifierError } from '../../src/verifier/index.js';
import { TOPICS } from './cases/index.js';
import { program } from './world.js';

/** Smaller than the kernel's million, which takes seconds to get to. */
const LIMIT = 5_000;
const all = <T>(pick: (topic: (typeof TOPICS)[number][1]) => readonly T[]): T[] =>
  TOPICS.flatMap(([, cases]) => [...pick(cases)]);

describe.each(TOPICS)('%s', (_, { refused, accepted }) => {
  test.each(refused.map((row) => [...row]))('refused: %s', (_, source, reason, world) => {
    let error: unknown;
    try {
      verify(program(source as string, world as object), { limit: LIMIT });
    } catch (caught) {
      error = caught;
    }
    if (!(error instanceof VerifierError)) throw error ?? new Error('accepted');
    expect(error.reason).toContain(reason);
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.log).toContain(error.reason);
  });

  test.each(accepted.map((row) => [...row]))('accepted: %s', (_, source, world) => {
    expect(verify(program(source as string, world as object), { limit: LIMIT }).longestRun).toBeGreaterThan(0);
  });
});

test('each case has its own rule and its own program', () => {
  const refused = all(({ refused }) => refused);
  const accepted = all(({ accepted }) => accepted);
  expect(new Set(refused.map(([rule]) => rule)).size).toBe(refused.length);
  expect(new Set(refused.map(([, source, , world]) => source + JSON.stringify(world))).size).toBe(refused.length);
  expect(new Set(accepted.map(([rule]) => rule)).size).toBe(accepted.length);
  expect(new Set(accepted.map(([, source, world]) => source + JSON.stringify(world))).size).toBe(accepted.length);
  expect(refused.length).toBeGreaterThanOrEqual(150);
  expect(accepted.length).toBeGreaterThanOrEqual(150);
});
