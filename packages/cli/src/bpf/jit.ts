import { loadForListing } from '@tracelab/bench';
import { sideBySide } from '@tracelab/bpf';
import { Command } from 'commander';
import { readInput, refusing } from '../errors.js';
import type { Host } from '../host.js';

export function jitCommand(host: Host): Command {
  return new Command('jit')
    .description('BPF on the left, what the JIT makes of it on the right: every program of an object, subprograms first')
    .argument('<object>', 'what clang -target bpf -g -O2 -c makes; - for standard input')
    .option('--program <name>', 'only this one')
    .action((path: string, { program }: { program?: string }) => {
      const bytes = readInput(path, host.readFile);
      const programs = refusing(path, () => loadForListing(bytes, program));
      host.stdout.write(programs.flatMap(({ functions }) => functions.map(sideBySide)).join('\n'));
    });
}
