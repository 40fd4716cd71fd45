import {
  Cluster, createTimingModel, LinuxProcess, loadExecutable, SLOT, type Core, type GdbSessionOptions,
} from '@tracelab/arm64-machine';
import { Command, InvalidArgumentError } from 'commander';
import { InputError, readInput, reason } from '../errors.js';
import type { Host } from '../host.js';
import { GdbServer } from './gdb-server.js';
import { coreNamed, refusing } from './input.js';

interface GdbOptions {
  readonly port: number;
  readonly core: string;
  readonly bare?: true;
  readonly cores: number;
}

/** What gdb is given to hold on to. */
interface Target {
  readonly cluster: Cluster;
  readonly program?: GdbSessionOptions['program'];
}

const MOST_CORES = 64;

export function gdbCommand(host: Host): Command {
  return new Command('gdb')
    .description('serve a program to gdb on 127.0.0.1: breakpoints, watchpoints, steps; monitor cycles tells the time')
    .argument('<file>', 'ELF, linked with -static -no-pie')
    .argument('[arguments...]', "the program's; after --, such as begin with -")
    .option('--port <number>', 'TCP port; 0 takes a free one', port, 1234)
    .option('--core <name>', 'core that times the run; none only executes', 'cortex-a72')
    .option('--bare', 'no Linux: the image runs at EL1 from its entry')
    .option('--cores <number>', 'with --bare: cores, all of which start; gdb sees threads', coreCount, 1)
    .action(async (file: string, args: readonly string[], options: GdbOptions) => {
      const target = load(file, args, options, host);
      const server = await listen(target, options.port);
      host.stderr.write(`127.0.0.1:${server.port}: gdb-multiarch -ex 'target remote :${server.port}' ${file}\n`);
      await server.closed;
    });
}

function load(file: string, args: readonly string[], { core: name, bare, cores }: GdbOptions, host: Host): Target {
  const core = coreNamed(name, 'or none');
  if (cores > 1 && !bare) throw new InputError('--cores is for --bare: a Linux process has one thread');
  const bytes = readInput(file, host.readFile);
  return refusing(file, () => (bare ? bareImage(bytes, core, cores) : linuxProcess(file, args, bytes, core, host)));
}

function linuxProcess(file: string, args: readonly string[], bytes: Uint8Array, core: Core | undefined, host: Host): Target {
  const process = new LinuxProcess(bytes, {
    argv: [file, ...args],
    onWrite: (fd, text) => (fd === 1 ? host.stdout : host.stderr).write(text),
    ...(core && { timing: createTimingModel(core), features: core.features }),
  });
  return { cluster: new Cluster([process.machine]), program: process };
}

function bareImage(bytes: Uint8Array, core: Core | undefined, cores: number): Target {
  const { entry, ...image } = loadExecutable(bytes);
  const cluster = Cluster.create({ cores, ...(core && { timing: () => createTimingModel(core), features: core.features }) });
  cluster.load(image);
  for (const { state } of cluster.cores) {
    state.words[SLOT.el] = 1;
    state.words[SLOT.spsel] = 1;
    state.pc = entry;
  }
  return { cluster };
}

async function listen({ cluster, program }: Target, port: number): Promise<GdbServer> {
  try {
    return await GdbServer.listen(cluster, { port, ...(program && { program }) });
  } catch (error) {
    throw new InputError(`--port ${port}: ${reason(error)}`);
  }
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff) throw new InvalidArgumentError('It must be a TCP port, 0 to 65535.');
  return Number(text);
}

function coreCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_CORES) throw new InvalidArgumentError(`It must be a number of cores, 1 to ${MOST_CORES}.`);
  return count;
}
