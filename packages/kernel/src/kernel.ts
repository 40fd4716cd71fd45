import {
  assemble, Cluster, EC, linkAt, Machine, SLOT, SYSREG, type CpuState, type Exception, type Feature, type Memory, type SymbolTable,
  type TimingModel,
} from '@tracelab/arm64-machine';
import { ADDRESS_MAP } from './address-map.js';
import { enableBranchProtection } from './branch-protection.js';
import { forkThread, type Thread } from './fork.js';
import { linkKernel, type KernelImage, type McountRecord } from './kernel-image.js';
import type { Parts } from './routine.js';

export interface KernelOptions {
  /** Of CPU 0 where it is the only one; of each by number where there are several. */
  readonly timing?: TimingModel | ((cpu: number) => TimingModel);
  /** CPUs that run, each with a thread of the benchmark's process; 1 unless stated. */
  readonly cpus?: number;
  /** CPUs that could ever be there: sizes pools, as num_possible_cpus() does. Four on a Raspberry Pi 4, or those that run. */
  readonly possibleCpus?: number;
  /** Where code made at run time begins, a page; where BL reaches it unless stated. KASLR puts it anywhere. */
  readonly runtimeText?: bigint;
  /** Extensions that the CPUs have; where pointer authentication is among them, return addresses are signed. */
  readonly features?: Iterable<Feature>;
}

/** ARCH_KMALLOC_MINALIGN of arm64 v6.1: no two allocations share a cache line. */
const KMALLOC_MINALIGN = 128;

/** Bytes of a unit that are used: the last page of the last one is not mapped whole, as units do not begin where pages do. */
const PER_CPU_ROOM = ADDRESS_MAP.perCpu.unit - 4096;

/**
 * Bytes of memory for CPUs: the linear map and modules, image and stacks, and for each CPU the largest per-CPU map, however
 * badly it packs. No more, as the host counts all of it, used or not, when it decides to collect garbage.
 */
const memoryCapacity = (cpus: number): number => ADDRESS_MAP.linearMap.size + ADDRESS_MAP.runtimeText.size + (4 + 8 * cpus) * (1 << 20);

/** linux/poison.h: what freed memory is filled with. */
const POISON_FREE = 0x6b;

/**
 * A booted kernel: the linked image in a machine's memory, and the control plane that the series build on. Everything
 * here happens outside simulated time; whatever runs per call is code in the image.
 */
export class Kernel {
  /** The CPUs, on one memory. */
  readonly cluster: Cluster;
  /** CPU 0. */
  readonly machine: Machine;
  /** Address of the task_struct that is `current` on each CPU. */
  readonly tasks: readonly bigint[];
  readonly image: KernelImage;
  readonly numPossibleCpus: number;
  readonly features: ReadonlySet<Feature>;
  #linearNext = ADDRESS_MAP.linearMap.base;
  #textNext: bigint;
  #perCpuNext: bigint;
  #perCpuEnd: bigint;
  #perCpuChunks = 1;

  constructor(parts: readonly Parts[], options: KernelOptions = {}) {
    this.image = linkKernel(parts);
    const { cpus = 1 } = options;
    this.numPossibleCpus = options.possibleCpus ?? Math.max(4, cpus);
    const features = (this.features = new Set(options.features));
    this.cluster = clusterOf(cpus, options.timing, features);
    this.machine = this.cluster.cores[0]!;
    this.cluster.load(this.image.image);
    const { memory } = this;
    const { linearMap, perCpu } = ADDRESS_MAP;
    const runtimeText = { ...ADDRESS_MAP.runtimeText, ...(options.runtimeText !== undefined && { base: options.runtimeText }) };
    this.#textNext = runtimeText.base;
    memory.map({ name: 'linear map', base: pageOf(linearMap.base), size: linearMap.size, perms: 'rw' });
    memory.map({ name: 'module_alloc', base: runtimeText.base, size: runtimeText.size, perms: this.image.landingPads ? 'rwxg' : 'rwx' });
    memory.map({ name: 'per-cpu', base: pageOf(perCpu.base), size: cpus * perCpu.unit, perms: 'rw' });
    this.#perCpuNext = this.image.perCpu.start + BigInt(roundUp(this.image.perCpu.size, KMALLOC_MINALIGN));
    this.#perCpuEnd = this.image.perCpu.start + BigInt(PER_CPU_ROOM);
    const idle = { task: this.initTask, stackTop: this.symbols.lookup('init_stack_top') };
    const threads = this.cluster.cores.map(({ number }) => (number === 0 ? idle : this.#fork(number)));
    this.tasks = threads.map(({ task }) => task);
    threads.forEach((thread, cpu) => this.#boot(cpu, thread));
    this.cluster.cores.forEach(({ state }, cpu) => enableBranchProtection(state, features, this.tasks[cpu]!));
  }

  get memory(): Memory {
    return this.machine.memory;
  }
  get symbols(): SymbolTable {
    return this.image.image.symbols;
  }
  get mcount(): readonly McountRecord[] {
    return this.image.mcount;
  }
  /** Address of the task_struct of the process's first thread, which runs on CPU 0. */
  get initTask(): bigint {
    return this.symbols.lookup('init_task');
  }

  /** Memory of its own cache lines, zeroed; {@link kfree} does not make room for more. */
  kzalloc(size: number, align = KMALLOC_MINALIGN): bigint {
    const step = BigInt(Math.max(align, KMALLOC_MINALIGN));
    const address = ((this.#linearNext + step - 1n) / step) * step;
    const { base, size: capacity } = ADDRESS_MAP.linearMap;
    if (address + BigInt(size) > pageOf(base) + BigInt(capacity)) throw new Error(`kmalloc: ${size} bytes do not fit into the linear map of ${capacity}`);
    this.#linearNext = address + BigInt(size);
    return address;
  }

  /** Fills what {@link kzalloc} returned with the poison of SLUB's debugging, for good: a pointer read from there faults. */
  kfree(address: bigint, size: number): void {
    this.memory.writeBytes(address, new Uint8Array(size).fill(POISON_FREE));
  }

  /** alloc_percpu: an address to which code adds TPIDR_EL1. */
  perCpuAlloc(size: number, align = 8): bigint {
    const step = BigInt(align);
    const address = ((this.#perCpuNext + step - 1n) / step) * step;
    if (address + BigInt(size) > this.#perCpuEnd) {
      if (size > PER_CPU_ROOM) throw new Error(`alloc_percpu: ${size} bytes do not fit into a per-CPU unit of ${PER_CPU_ROOM}`);
      this.#addPerCpuChunk();
      return this.perCpuAlloc(size, align);
    }
    this.#perCpuNext = address + BigInt(size);
    return address;
  }

  /** A unit more on every CPU, as far from one CPU to the next as the units of the first chunk. */
  #addPerCpuChunk(): void {
    const { unit } = ADDRESS_MAP.perCpu;
    const units = this.cluster.cores.length * unit;
    const number = this.#perCpuChunks++;
    this.#perCpuNext = this.image.perCpu.start + BigInt(number * units);
    this.#perCpuEnd = this.#perCpuNext + BigInt(PER_CPU_ROOM);
    this.memory.map({ name: `per-cpu chunk ${number}`, base: pageOf(this.perCpuAddress(this.#perCpuNext)), size: units, perms: 'rw' });
  }

  /** Where a per-CPU address is on a CPU. */
  perCpuAddress(address: bigint, cpu = 0): bigint {
    return address + this.#perCpuOffset(cpu);
  }

  /** Assembles code made at run time against the kernel's symbols, places it with what was made before, and names it. */
  placeCode(name: string, text: string): bigint {
    const object = assemble(`\t.text\n\t.globl ${name}\n\t.type ${name}, %function\n${name}:\n${text}\n\t.size ${name}, . - ${name}\n`, { name });
    const address = this.#textNext;
    const placed = linkAt(object, address, this.symbols);
    this.memory.writeBytes(address, placed.bytes);
    for (const { name: symbol, address: at, size, kind } of placed.symbols) this.symbols.add(symbol, at, size, kind);
    // BPF images and slots start on cache lines of their own.
    this.#textNext = address + BigInt(roundUp(placed.bytes.length, 64));
    return address;
  }

  /**
   * Replaces one instruction word, after checking what is there (kernel-paths.md 1.2).
   *
   * @throws Error naming place, expected and found word
   */
  patchText(address: bigint, expected: number, next: number): void {
    const found = Number(this.memory.read(address, 4));
    if (found !== expected >>> 0) {
      const at = this.symbols.at(address);
      const where = at ? `${at.name}+0x${at.offset.toString(16)}` : `0x${address.toString(16)}`;
      throw new Error(`${where}: expected ${word(expected)} there, found ${word(found)}`);
    }
    this.memory.write(address, 4, BigInt(next >>> 0));
  }

  /** Maps a user program and prepares the task of each CPU to start it at EL0, on a stack of its own. Returns the address of `entry`. */
  loadUser(text: string, entry: string): bigint {
    const { userText, userStack } = ADDRESS_MAP;
    const object = assemble(text, { name: 'user' });
    const placed = linkAt(object, userText, this.symbols);
    this.memory.map({ name: 'user', base: userText, size: placed.bytes.length, perms: 'rwx', el0: true });
    const stacks = this.tasks.length * userStack.size;
    const top = userStack.base + BigInt(userStack.size);
    this.memory.map({ name: 'user stack', base: top - BigInt(stacks), size: stacks, perms: 'rw', el0: true });
    this.memory.writeBytes(userText, placed.bytes);
    for (const { name, address, size, kind } of placed.symbols) this.symbols.add(name, address, size, kind);
    const start = this.symbols.lookup(entry);
    for (const { state, number } of this.cluster.cores) {
      startUser(state, start, top - BigInt(number * userStack.size) - 64n);
    }
    return start;
  }

  /** The state that the boot code leaves behind: EL1h, vectors, `current`, this CPU's offset, the kernel stack. */
  #boot(cpu: number, { task, stackTop }: Thread): void {
    const { state } = this.cluster.cores[cpu]!;
    const { start, size } = this.image.perCpu;
    if (size > 0) this.memory.writeBytes(this.perCpuAddress(start, cpu), this.memory.readBytes(start, size));
    this.memory.write(this.perCpuAddress(this.symbols.lookup('__entry_task'), cpu), 8, task);
    const { words } = state;
    words[SLOT.el] = 1;
    words[SLOT.spsel] = 1;
    words[SLOT.daif] = 0;
    state.sp = stackTop;
    const vectors = this.memory.read(this.perCpuAddress(this.symbols.lookup('this_cpu_vector'), cpu), 8);
    state.set(state.sysregSlot(SYSREG.vbar), vectors);
    state.set(state.sysregSlot(SYSREG.sp0), task);
    state.set(state.sysregSlot(SYSREG.tpidr1), this.#perCpuOffset(cpu));
  }

  /** __per_cpu_offset[cpu]: TPIDR_EL1 of the CPU. */
  #perCpuOffset(cpu: number): bigint {
    const { base, unit } = ADDRESS_MAP.perCpu;
    return base + BigInt(cpu * unit) - this.image.perCpu.start;
  }

  #fork(cpu: number): Thread {
    return forkThread({ memory: this.memory, initTask: this.initTask, kzalloc: (size, align) => this.kzalloc(size, align) }, cpu);
  }
}

/** One core by itself, or several that see each other's stores. */
function clusterOf(cpus: number, timing: KernelOptions['timing'], features: ReadonlySet<Feature>): Cluster {
  if (cpus === 1) {
    const model = typeof timing === 'function' ? timing(0) : timing;
    return new Cluster([new Machine({ ...(model && { timing: model }), features, onException, memoryCapacity: memoryCapacity(cpus) })]);
  }
  if (timing !== undefined && typeof timing !== 'function') throw new Error(`one timing model for ${cpus} CPUs: each needs its own, as createClusterTiming makes them`);
  return Cluster.create({ cores: cpus, ...(timing && { timing }), features, onException, memoryCapacity: memoryCapacity(cpus) });
}

/**
 * HLT is how the image says that something happened which must not: it stops the run. A data abort is the kernel's to deal
 * with where it was linked with what does so.
 */
function onException(exception: Exception, machine: Machine): 'take' | undefined {
  if (exception.hlt !== undefined) throw machine.fault(`the kernel gave up (hlt #0x${exception.hlt.toString(16)}${lastAbort(machine)})`);
  const handled = exception.ec === EC.dataAbortSame && machine.symbols?.tryLookup('do_mem_abort') !== undefined;
  return handled ? 'take' : undefined;
}

/** Of the abort that the kernel died of: what FAR_EL1 and ELR_EL1 say. */
function lastAbort({ state, symbols }: Machine): string {
  if (symbols?.at(state.pc)?.name !== 'die_kernel_fault') return '';
  const read = (register: number): string => `0x${state.get(state.sysregSlot(register)).toString(16)}`;
  return `: access to ${read(SYSREG.far)} by the instruction at ${read(SYSREG.elr)}`;
}

/** What ret_to_user leaves: EL0, with the kernel's stack pointer put away. */
function startUser(state: CpuState, pc: bigint, sp: bigint): void {
  const { words } = state;
  state.set(state.sysregSlot(SYSREG.sp1), state.sp);
  words[SLOT.el] = 0;
  words[SLOT.spsel] = 0;
  words[SLOT.daif] = 0;
  state.sp = sp;
  state.pc = pc;
}

function pageOf(address: bigint): bigint {
  return address & ~0xfffn;
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

function word(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}
