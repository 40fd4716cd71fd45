import { assemble, CAUSES, linkAt, MachineFault, type Core } from '@tracelab/arm64-machine';
import { Command, Option } from 'commander';
import { InputError } from '../errors.js';
import type { Host } from '../host.js';
import { coreNamed, refusing } from './input.js';
import { latencies, throughput, type Latency, type Throughput } from './pattern.js';
import { printTimeTable, timeTable, timeTableJson } from './time-table.js';

interface TimeOptions {
  readonly asm?: string;
  readonly table?: true;
  readonly core: string;
  readonly latency?: true;
  readonly throughput?: true;
  readonly json?: true;
}

export function timeCommand(host: Host): Command {
  return new Command('time')
    .description('cycles of a pattern that a loop repeats, without those of the loop')
    .option('--asm <text>', 'instructions, between semicolons; x27 and x28 are taken')
    .addOption(
      new Option('--table', 'every published timing of the core beside the model').conflicts([
        'asm',
        'latency',
        'throughput',
      ]),
    )
    .option('--core <name>', 'core', 'cortex-a72')
    .option('--latency', 'only from each input to each output')
    .option('--throughput', 'only when one copy does not wait for the other')
    .option('--json', 'the same as JSON')
    .addHelpText('after', '\nBase registers point to memory of their own, which holds that address; others\nare 0.')
    .action((options: TimeOptions) => {
      const core = coreNamed(options.core, 'of these')!;
      if (options.table) {
        const rows = timeTable(core);
        host.stdout.write(options.json ? timeTableJson(core, rows) : printTimeTable(core, rows));
        return;
      }
      const { asm } = options;
      if (asm === undefined) throw new InputError("time needs --asm 'add x0, x1, x2', or --table");
      check(asm);
      const both = !options.latency === !options.throughput;
      const result = measured(asm, core, both || options.throughput === true, both || options.latency === true);
      if (options.json)
        host.stdout.write(
          `${JSON.stringify({ format: 'tracelab.a64.time/1', asm, core: core.name, ...result }, null, 2)}\n`,
        );
      else host.stdout.write(print(result));
    });
}

/** @throws InputError where the text cannot be assembled by itself, or uses what the loop needs */
function check(text: string): void {
  const bytes = refusing('--asm', () => linkAt(assemble(text, { name: '--asm' }), 0n).bytes);
  if (bytes.length === 0) throw new InputError('--asm: no instruction');
  const taken = /\b[xw]2[78]\b/i.exec(text);
  if (taken) throw new InputError(`--asm: ${taken[0]} is the loop's: take one of x0 to x26`);
}

interface Result {
  readonly throughput?: Throughput;
  readonly latencies?: readonly Latency[];
}

function measured(text: string, core: Core, wantsThroughput: boolean, wantsLatency: boolean): Result {
  try {
    return {
      ...(wantsThroughput && { throughput: throughput(core, text) }),
      ...(wantsLatency && { latencies: latencies(core, text) }),
    };
  } catch (error) {
    if (error instanceof MachineFault) throw new InputError(`--asm: ${error.message}`);
    throw error;
  }
}

function print({ throughput, latencies }: Result): string {
  const lines: string[] = [];
  if (throughput) {
    const { cycles, instructions, causes } = throughput;
    const stack = CAUSES.filter((cause) => causes[cause] >= 0.005).map(
      (cause) => `${cause} ${causes[cause].toFixed(2)}`,
    );
    lines.push(
      `throughput  ${cycles.toFixed(2)} cycles for ${instructions} ${instructions === 1 ? 'instruction' : 'instructions'} (${stack.join(', ')})`,
    );
  }
  if (latencies?.length === 0) lines.push('latency     none: no register leads from one copy to the next');
  for (const { from, to, cycles } of latencies ?? [])
    lines.push(`latency     ${cycles.toFixed(2)} cycles from ${from} to ${to}`);
  return lines.map((line) => `${line}\n`).join('');
}
