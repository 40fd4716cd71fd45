import { MachineFault } from '@tracelab/arm64-machine';
import { runInstructions } from '@tracelab/bench';
import { BpfLoadError, readSlots } from '@tracelab/bpf';
import { Command } from 'commander';
import { InputError, readInput } from '../errors.js';
import type { Host } from '../host.js';

interface RunOptions {
  readonly hex?: readonly string[];
  readonly mem?: string;
  readonly verify: boolean;
}

/** More than any program may have: a million instructions. */
const MOST_BYTES = 8_000_000;

export function runCommand(host: Host): Command {
  return new Command('run')
    .description('verify raw instructions, run them on the machine, print R0; R1 points to the memory, R2 is its size')
    .argument('[memory]', 'bytes in hex, as --mem')
    .option('--hex <bytes...>', 'instructions, 8 bytes each; without it, standard input')
    .option('--mem <bytes>', 'memory that the program gets, in hex')
    .option('--no-verify', 'run what the verifier would refuse, too')
    .action((argument: string | undefined, { hex, mem, verify }: RunOptions) => {
      if (argument !== undefined && mem !== undefined) throw new InputError('memory is given twice, as an argument and by --mem: give one');
      const code = hex ? hex.join(' ') : new TextDecoder().decode(readInput('-', host.readFile));
      const slots = refused(() => readSlots(bytesOf('instructions', code)));
      const memory = bytesOf('memory', mem ?? argument ?? '');
      const r0 = refused(() => runInstructions({ slots, memory, verified: verify }));
      host.stdout.write(`0x${r0.toString(16)}\n`);
    });
}

/** Hex digits in pairs, blanks between them or not. @throws InputError */
function bytesOf(what: string, text: string): Uint8Array {
  const digits = text.replace(/\s+|0x/gi, '');
  const stray = /[^0-9a-f]/i.exec(digits);
  if (stray) throw new InputError(`${what}: ${JSON.stringify(stray[0])} is no hex digit: bytes in hex, as in b700000007000000`);
  if (digits.length % 2 !== 0) throw new InputError(`${what}: ${digits.length} hex digits make no whole bytes`);
  if (digits.length / 2 > MOST_BYTES) throw new InputError(`${what}: ${digits.length / 2} bytes; at most ${MOST_BYTES}`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** @throws InputError in place of why a program is refused, or what it did wrong on the machine */
function refused<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof BpfLoadError) throw new InputError(error.message);
    if (error instanceof MachineFault) throw new InputError(`the program went wrong on the machine: ${error.message.split('\n')[0]}`);
    throw error;
  }
}
