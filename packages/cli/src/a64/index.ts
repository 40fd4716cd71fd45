import { Command } from 'commander';
import type { Host } from '../host.js';
import { asmCommand } from './asm.js';
import { decodeCommand } from './decode.js';
import { disCommand } from './dis.js';
import { gdbCommand } from './gdb.js';
import { replayCommand } from './replay.js';
import { runCommand } from './run.js';
import { timeCommand } from './time.js';

const EXAMPLES = `
Examples:
  echo 'add x0, x1, x2' | tracelab a64 asm            8b020020
  tracelab a64 dis --hex 8b020020                     add x0, x1, x2
  tracelab a64 run --core cortex-a72 --profile a.out  output, and its cycles
  tracelab a64 time --asm 'ldr x0, [x0]'              latency and throughput`;

/** @param exit takes the exit status of a program that was run, which becomes the command's */
export function a64Command(host: Host, exit: (status: number) => void): Command {
  return new Command('a64')
    .description('the machine by itself: assemble, disassemble, run and time A64 code')
    .addCommand(asmCommand(host))
    .addCommand(disCommand(host))
    .addCommand(decodeCommand(host))
    .addCommand(runCommand(host, exit))
    .addCommand(timeCommand(host))
    .addCommand(gdbCommand(host))
    .addCommand(replayCommand(host))
    .addHelpText('after', EXAMPLES);
}
