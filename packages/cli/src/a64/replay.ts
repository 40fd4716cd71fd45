import { CAUSES, parseTrace, timeTrace, TraceError, type Core, type CpiStack, type TraceTiming } from '@tracelab/arm64-machine';
import { Command, InvalidArgumentError } from 'commander';
import { table } from '../bench/report/table.js';
import { InputError, readInput } from '../errors.js';
import type { Host } from '../host.js';
import { coreNamed, hex, hexAddress } from './input.js';

const HELP = `
A line for each retired instruction, PC WORD [L|S:ADDRESS:SIZE ...] in hex: what
a load or store touched, nothing for a store-exclusive that failed. Exceptions
and returns are the jumps they are. "tracelab a64 run --trace" writes this. With
more than one loop, the trace is repeated with the addresses as recorded, and
the second half is measured.`;

/** Addresses that are printed; --json has all. */
const MOST_ADDRESSES = 40;

interface ReplayOptions {
  readonly core: string;
  readonly loops: number;
  readonly json?: true;
}

export function replayCommand(host: Host): Command {
  return new Command('replay')
    .description('time a recorded trace of instructions, without executing it')
    .argument('<trace>', 'the trace; - for standard input')
    .option('--core <name>', 'core', 'cortex-a72')
    .option('--loops <number>', 'times that the trace is replayed', loopCount, 1)
    .option('--json', 'the same as JSON, every address')
    .addHelpText('after', HELP)
    .action((file: string, { core: name, loops, json }: ReplayOptions) => {
      const core = coreNamed(name, 'of these')!;
      const text = new TextDecoder().decode(readInput(file, host.readFile));
      const timing = timed(file === '-' ? '<stdin>' : file, text, core, loops);
      host.stdout.write(json ? `${JSON.stringify(document(core, timing), null, 2)}\n` : print(core, timing));
    });
}

/** @throws InputError for the first line of the trace that cannot be timed */
function timed(name: string, text: string, core: Core, loops: number): TraceTiming {
  try {
    return timeTrace(core, parseTrace(text), loops);
  } catch (error) {
    if (error instanceof TraceError) throw new InputError(`${name}: ${error.message}`);
    throw error;
  }
}

function document({ name }: Core, { addresses, ...timing }: TraceTiming) {
  return {
    format: 'tracelab.a64.replay/1',
    core: name,
    ...timing,
    addresses: addresses.map(({ address, word, ...cost }) => ({ address: hexAddress(address), word: hex(word), ...cost })),
  };
}

function print(core: Core, timing: TraceTiming): string {
  const { loops, measured, settled, instructions, cycles, causes, addresses } = timing;
  const over = loops === 1 ? 'one loop, from empty caches' : `the last ${measured} of ${loops} loops`;
  const costly = [...addresses].sort((a, b) => b.cycles - a.cycles).filter(({ cycles: own }) => own > 0);
  const left = costly.length - MOST_ADDRESSES;
  const lines = [
    `${core.name}: ${number(cycles)} cycles and ${instructions} ${instructions === 1 ? 'instruction' : 'instructions'} per loop (${over}${settled ? '' : ', which differ'})`,
    '',
    ...table([{ head: 'cause', align: 'left' }, { head: 'cycles' }, { head: '%' }], causeRows(causes, cycles)),
    '',
    ...table(
      [{ head: 'cycles' }, { head: 'count' }, { head: 'address' }, { head: 'instruction', align: 'left' }, { head: 'causes', align: 'left' }],
      costly.slice(0, MOST_ADDRESSES).map((cost) => [
        number(cost.cycles),
        number(cost.count),
        hex(cost.address, 0),
        cost.text.replace('\t', ' '),
        causeRows(cost.causes, cost.cycles).map(([cause, own]) => `${cause} ${own}`).join(', '),
      ]),
    ),
    ...(left > 0 ? ['', `${left} more addresses: --json`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Causes of any cycles: name, cycles, percent. */
function causeRows(causes: CpiStack, cycles: number): string[][] {
  return CAUSES.filter((cause) => causes[cause] > 0).map((cause) => [
    cause,
    number(causes[cause]),
    ((100 * causes[cause]) / cycles).toFixed(1),
  ]);
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function loopCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a number of loops, 1 to 999999.');
  return Number(text);
}
