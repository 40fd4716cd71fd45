import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cores } from '../../src/index.js';
import { cyclesOf } from './blocks.js';

const fileOf = (core: string): URL => new URL(`./${core}.json`, import.meta.url);

describe.each(Object.values(cores))('cycles on the $title', (core) => {
  test('are those of its golden file; UPDATE_GOLDEN=1 writes it, and a changeset says why', () => {
    const found = cyclesOf(core);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(fileOf(core.name), `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(fileOf(core.name), 'utf8')));
  });

  test('do not depend on what ran before', () => {
    expect(cyclesOf(core, 'backward')).toEqual(JSON.parse(readFileSync(fileOf(core.name), 'utf8')));
  });
});
