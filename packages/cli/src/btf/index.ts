import { kernelBtf, printHeader, readBtf, writeBtf } from '@tracelab/bpf';
import { Command } from 'commander';
import { readInput, refusing, writeOutput } from '../errors.js';
import type { Host } from '../host.js';

const EXAMPLES = `
Examples:
  tracelab btf vmlinux > vmlinux.h        what programs include
  tracelab btf count.bpf.o                the types of an object
  tracelab btf vmlinux --raw vmlinux.btf  for bpftool, and btf_custom_path`;

/** The name that stands for the lab's kernel, not for a file. */
const KERNEL = 'vmlinux';

export function btfCommand(host: Host): Command {
  return new Command('btf')
    .description('types as C: of the kernel, for programs to include, or of an object')
    .argument('<what>', 'vmlinux: the kernel; or an object with a .BTF section, or BTF itself')
    .option('--raw <file>', 'write the .BTF section instead')
    .addHelpText('after', EXAMPLES)
    .action((what: string, { raw }: { raw?: string }) => {
      const btf = what === KERNEL ? kernelBtf() : refusing(what, () => readBtf(readInput(what, host.readFile)));
      if (raw === undefined) host.stdout.write(printHeader(btf));
      else writeOutput(raw, writeBtf(btf.types), host);
    });
}
