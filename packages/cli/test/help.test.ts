import { describe, expect, test } from 'vitest';
import { VALUES } from '../src/configuration/flags.js';
import { tracelab } from './recording-host.js';

/** Commands below one, as the refusal of one that is not there names them. */
async function below(command: readonly string[]): Promise<string[]> {
  const { stderr } = await tracelab([...command, 'no-such-command']);
  return /^tracelab: unknown command .*: one of (.*)$/m.exec(stderr)![1]!.split(', ');
}

const GROUPS = ['a64', 'bpf'];
const commands: string[][] = [[]];
for (const name of await below([])) {
  commands.push([name]);
  if (GROUPS.includes(name)) commands.push(...(await below([name])).map((one) => [name, one]));
}
const helps = await Promise.all(commands.map(async (command) => ({ command: ['tracelab', ...command].join(' '), help: (await tracelab([...command, '--help'])).stdout })));

describe('help', () => {
  test.each(helps)('of $command fits into 80 columns', ({ help }) => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('names only cores that there are', () => {
    const named = helps.flatMap(({ help }) => [...help.matchAll(/(?:--core |core=)([a-z][-\w,]*)/g)].flatMap(([, names]) => names!.split(',')));
    expect(named).not.toEqual([]);
    expect(VALUES.core).toEqual(expect.arrayContaining(named));
  });
});

test('an option of a command that has none', async () => {
  const { status, stderr } = await tracelab(['completion', '--bogus']);
  expect(status).toBe(2);
  expect(stderr).toBe("tracelab: unknown option '--bogus': completion has none\n");
});
