import { Command } from 'commander';
import type { Host } from '../host.js';
import { jitCommand } from './jit.js';
import { runCommand } from './run.js';

const EXAMPLES = `
Examples:
  tracelab bpf jit count.bpf.o                              BPF and A64
  tracelab bpf run --hex b700000007000000 9500000000000000  0x7
  echo b700000007000000 9500000000000000 | tracelab bpf run
                                              as a bpf_conformance plugin`;

export function bpfCommand(host: Host): Command {
  return new Command('bpf')
    .description('programs by themselves: what the JIT makes of them, and raw instructions')
    .addCommand(jitCommand(host))
    .addCommand(runCommand(host))
    .addHelpText('after', EXAMPLES);
}
