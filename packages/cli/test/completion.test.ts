import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_SOURCES, SERIES_IDS } from '@tracelab/bench';
import { oracle } from '@tracelab/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { VALUES } from '../src/configuration/flags.js';
import { keyWords } from '../src/completion/bash.js';
import { isAssignments } from '../src/completion/command-tree.js';
import { COMPLETED } from '../src/completion/values.js';
import { formatNames } from '../src/trace/formats.js';
import { tracelab } from './recording-host.js';

const directory = mkdtempSync(join(tmpdir(), 'tracelab-completion-'));
afterAll(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, 'object.o'), '');

const scripts = Object.fromEntries(
  await Promise.all(['bash', 'zsh', 'fish'].map(async (shell) => [shell, (await tracelab(['completion', shell])).stdout] as const)),
);
for (const [shell, script] of Object.entries(scripts)) writeFileSync(join(directory, `script.${shell}`), script);
const run = (command: string, ...args: string[]): string[] =>
  execFileSync(command, args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split('\n').filter(Boolean);

/** What is offered for a line that ends where the cursor stands. */
type Complete = (line: string) => string[];

/** What every shell must offer; a value may be the last of several between commas. */
function offers(complete: Complete): void {
  test('commands, and those below one', () => {
    expect(complete('tracelab con')).toEqual(['contention']);
    expect(complete('tracelab ')).toEqual(expect.arrayContaining(['bench', 'explain', 'sweep', 'a64', 'completion']));
    expect(complete('tracelab a64 re')).toEqual(['replay']);
  });

  test('options of the command that it is about', () => {
    expect(complete('tracelab bench --c')).toEqual(['--core', '--csv']);
    expect(complete('tracelab a64 replay --l')).toEqual(['--loops']);
    expect(complete('tracelab explain kprobe --sym')).toEqual(['--symbol']);
  });

  test('values', () => {
    expect(complete('tracelab bench --core ').toSorted()).toEqual(VALUES.core.toSorted());
    expect(complete('tracelab contention --pool ').toSorted()).toEqual(NODE_SOURCES.toSorted());
    expect(complete('tracelab trace --format per')).toEqual(['perf-script']);
    expect(complete('tracelab review ').filter((one) => !one.includes('.')).toSorted()).toEqual(SERIES_IDS.toSorted());
    expect(complete('tracelab completion f')).toEqual(['fish']);
  });

  test('files', () => {
    expect(complete('tracelab bench --object obj')).toEqual(['object.o']);
    expect(complete('tracelab report obj')).toEqual(['object.o']);
  });
}

oracle('bash')('bash', () => {
  const complete: Complete = (line) => {
    // As readline calls the function: with the words of the line, `=` one of its own, and which of them is to be completed.
    const words = line.split(' ').flatMap((word) => (word.endsWith('=') ? [word.slice(0, -1), '='] : word.split(/(?<==)|(?==)/))).map((word) => `'${word}'`);
    return run('bash', '-c', `. ./script.bash; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tracelab; printf '%s\\n' "\${COMPREPLY[@]}"`);
  };
  offers(complete);

  test('values between commas, one by one', () => {
    expect(complete('tracelab bench --series ftrace-regs,op')).toEqual(['ftrace-regs,ops-direct']);
  });

  test('behind =, what the option takes', () => {
    expect(complete('tracelab explain --hook=f')).toEqual(VALUES.hook);
    expect(complete('tracelab trace --format=')).toEqual(formatNames);
    expect(complete('tracelab bench --object=obj')).toEqual(['object.o']);
  });

  test("a grid's keys and values, of each of its words, or a file", () => {
    expect(complete('tracelab sweep --grid co')).toEqual(['core=', 'cores=']);
    expect(complete('tracelab sweep --grid core=')).toEqual(VALUES.core);
    expect(complete('tracelab sweep --grid core=cortex-a72,neo')).toEqual(['cortex-a72,neoverse-n1']);
    expect(complete('tracelab sweep --grid core=cortex-a72 series=ev')).toEqual(['every']);
    expect(complete('tracelab sweep --grid core=cortex-a72 inv')).toEqual(['invoker=']);
    expect(complete('tracelab sweep --grid cores=')).toEqual([]);
    expect(complete('tracelab sweep --grid obj')).toEqual(['object.o']);
  });

  test('it is the function that complete calls', () => {
    expect(run('bash', '-c', '. ./script.bash; complete -p tracelab')).toEqual(['complete -F _tracelab tracelab']);
  });
});

oracle('fish')('fish', () => {
  // A line of its output is what is offered, a tab, and its description.
  const lines = (line: string): string[] => run('fish', '--no-config', '-c', `source script.fish; complete -C '${line}'`);
  const complete: Complete = (line) => lines(line).map((one) => one.split('\t')[0]!);
  offers(complete);

  test('values have no description, between commas and behind = as well', () => {
    expect(lines('tracelab trace --format k')).toEqual(['konata']);
    expect(lines('tracelab bench --series ftrace-regs,op')).toEqual(['ftrace-regs,ops-direct']);
    expect(lines('tracelab explain --hook=f')).toEqual(VALUES.hook.map((hook) => `--hook=${hook}`));
  });

  test("a grid's keys and values, of each of its words, or a file", () => {
    expect(complete('tracelab sweep --grid core=c')).toEqual(['core=cortex-a53', 'core=cortex-a72']);
    expect(complete('tracelab sweep --grid core=cortex-a72 inv')).toContain('invoker=none');
    expect(complete('tracelab sweep --grid obj')).toEqual(['object.o']);
  });
});

oracle('zsh')('zsh', () => {
  test('the script is one, and hands on what it finds', () => {
    run('zsh', '-n', 'script.zsh');
    const offered = (line: string): string[] => {
      const words = line.split(' ').map((word) => `'${word}'`).join(' ');
      // compsys itself needs a terminal: its functions print what they get.
      const compsys = 'compdef() { }; compset() { }; _files() { print -l files }; compadd() { print -l -- $@[2,-1] }; _describe() { print -l -- ${(P)2} }';
      return run('zsh', '-f', '-c', `${compsys}; . ./script.zsh; words=(${words}); CURRENT=$#words; _tracelab`);
    };
    expect(offered('tracelab bench --core ')).toEqual(VALUES.core);
    expect(offered('tracelab bench --object ')).toEqual(['files']);
    expect(offered('tracelab explain --hook=f')).toEqual(VALUES.hook);
    expect(offered('tracelab sweep --grid core=cortex-a72 hook=')).toEqual(VALUES.hook);
    expect(offered('tracelab sweep --grid co')).toEqual(expect.arrayContaining(['core=', 'cores=', 'files']));
    expect(offered('tracelab a64 ')).toContainEqual(expect.stringMatching(/^replay:./));
    expect(offered('tracelab diff --')).toContainEqual(expect.stringMatching(/^--core:cortex-a72/));
  });
});

test('every value that is offered is of an option or argument that there is', () => {
  for (const name of Object.keys(COMPLETED)) {
    const given = COMPLETED[name]!;
    const values = isAssignments(given) ? keyWords(given).join(' ') : [given].flat().join(' ');
    expect(scripts['bash'], name).toContain(`'${values}'`);
    if (name.includes('--')) expect(scripts['bash'], name).toContain(`/--${name.split('--')[1]}'`);
  }
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [['ksh'], "command-argument value 'ksh' is invalid for argument 'shell'. One of bash, zsh, fish."],
    [[], "missing required argument 'shell': bash, zsh, fish"],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['completion', ...args]);
    expect([status, stdout, stderr]).toEqual([2, '', `tracelab: ${message}\n`]);
  });
});
