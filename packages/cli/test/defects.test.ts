import { DEFECTS } from '@tracelab/bpf-trampoline';
import { expect, test } from 'vitest';
import { tracelab } from './recording-host.js';

test('a defect is shown by what its scenario sees, with it and without, and by what its fix costs', async () => {
  const { stdout, status } = await tracelab(['defects', 'truncated-result', 'leaked-counts']);
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => /^[a-z]+-[a-z]+: /.test(line)).map((line) => line.split(':')[0])).toEqual(['leaked-counts', 'truncated-result']);
  expect(stdout).toMatch(/\nRCU read locks held +3 +0\n/);
  expect(stdout).toMatch(/\nthe caller gets +0x2 +0x100000000\n/);
  expect(stdout).toMatch(/\nfmod_ret that skips the function +\d+ +\d+ +\d+ +\d+\n/);
});

test('all of them fit 80 columns, and are there as JSON', async () => {
  const { stdout } = await tracelab(['defects', 'edited-list']);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const json = await tracelab(['defects', 'overflowed-arguments', '--json']);
  const { schema, defects } = JSON.parse(json.stdout) as { schema: string; defects: { id: string; observed: unknown }[] };
  expect(schema).toBe('tracelab.defects/1');
  expect(defects.map(({ id, observed }) => [id, observed])).toEqual([[
    'overflowed-arguments',
    { defect: { result: expect.anything(), 'words overwritten behind the node': 2 }, fixed: { result: expect.anything(), 'words overwritten behind the node': 0 } },
  ]]);
});

test('one that nobody knows is refused', async () => {
  expect(await tracelab(['defects', 'typo'])).toMatchObject({
    status: 2,
    stderr: `tracelab: unknown defect "typo": one of ${Object.keys(DEFECTS).join(', ')}\n`,
  });
});
