import { readElf } from '@tracelab/arm64-machine';
import { Btf, BpfLoadError, kernelBtf, printHeader, writeBtf } from '@tracelab/bpf';
import { Command } from 'commander';
import { InputError, readInput, refusing, writeOutput } from '../errors.js';
import type { Host } from '../host.js';

const EXAMPLES = `
Examples:
  tracelab btf vmlinux > vmlinux.h           what programs include
  tracelab btf count.bpf.o                   the types of an object
  tracelab btf vmlinux --raw vmlinux.btf     for bpftool, and for libbpf's btf_custom_path`;

/** The name that stands for the lab's kernel, not for a file. */
const KERNEL = 'vmlinux';

export function btfCommand(host: Host): Command {
  return new Command('btf')
    .description('types as C: of the kernel, for programs to include, or of an object')
    .argument('<what>', 'vmlinux: the kernel; or an object with a .BTF section')
    .option('--raw <file>', 'write the .BTF section instead')
    .addHelpText('after', EXAMPLES)
    .action((what: string, { raw }: { raw?: string }) => {
      const btf = what === KERNEL ? kernelBtf() : readBtf(what, host);
      if (raw === undefined) host.stdout.write(printHeader(btf));
      else writeOutput(raw, writeBtf(btf.types), host);
    });
}

function readBtf(path: string, host: Host): Btf {
  const bytes = readInput(path, host.readFile);
  return refusing(path, () => {
    const section = readElf(bytes).section('.BTF');
    if (!section) throw new BpfLoadError('no section ".BTF": compile with -g');
    return new Btf(section.bytes);
  });
}
