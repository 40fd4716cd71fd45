import { FprobeLayout, FprobeRethookNode, StepwiseFprobe } from '@tracelab/fprobe';
import type { Kernel } from '@tracelab/kernel';
import type { Ftrace, TextPoke, Update } from '@tracelab/ops-direct';
import { allFreeNodes, reapRethook, rethookAlloc, RethookNode } from '@tracelab/rethook';
import type { DefectId } from './defects/defect.js';
import { generateCallbacks } from './generated-callbacks.js';
import { argumentsOf, isNarrow, resultOf } from './extension.js';
import { BpfFprobeCallContext, BpfTrampoline, BTF_FMODEL_SIGNED_ARG, POSTED_ARGS } from './layout.js';
import type { TracedFunction, TracingLink } from './link.js';
import { LinksList } from './links-list.js';
import { freeCode } from './placed-code.js';
import type { ArgumentCopy } from './routines/argument-copy.js';
import { entryName, entryText, exitName, exitText, type ContextPlace } from './routines/fprobe-callbacks.js';
import { Trampoline, type TrampolineOptions } from './trampoline.js';

export interface FprobeInvokerOptions {
  /**
   * When the fprobe has an exit handler, and so takes a node per call: `always`, as posted in November 2022, or only
   * `when-needed`, from the first program on that runs at the function's return.
   */
  readonly pool: 'always' | 'when-needed';
  /** How saved registers become the programs' arguments; `loop`, as posted, unless stated. Generated callbacks have one way of their own. */
  readonly copy?: ArgumentCopy;
  /**
   * `walked`, as posted: one pair of callbacks for all functions, which walks lists of programs; the default. `generated`: a pair for
   * this function and its programs, with constants and direct calls in place of lists and pointers.
   */
  readonly callbacks?: 'walked' | 'generated';
  /** What the RFC did wrong when programs come and go; those of the callbacks are the image's. None unless stated. */
  readonly defects?: ReadonlySet<DefectId>;
}

/** The RFC: the function's trampoline is a data structure, and an fprobe walks it. */
export class FprobeTrampoline extends Trampoline {
  readonly #options: FprobeInvokerOptions;
  #active: Active | undefined;

  constructor(kernel: Kernel, ftrace: Ftrace, fn: TracedFunction, options: FprobeInvokerOptions & TrampolineOptions) {
    super(kernel, ftrace, fn, options);
    this.#options = options;
  }

  /** Calls that no program saw: no node was free, or the fprobe was running already. 0 where nothing is attached. */
  get nmissed(): bigint {
    const { probe } = this;
    return probe === undefined ? 0n : FprobeLayout.nmissed.read(this.kernel.memory, probe);
  }

  /** Address of the registered fprobe. */
  get probe(): bigint | undefined {
    return this.#active?.probe?.address;
  }

  protected override *update(before: readonly TracingLink[], links: readonly TracingLink[]): Update {
    if (links.length === 0) {
      yield* this.#leave(before);
      return;
    }
    const active = (this.#active ??= this.#enter());
    for (const link of before) if (!links.includes(link)) yield* active.list.remove(link);
    const added = links.filter((link) => !before.includes(link)).reverse();
    const needsNode = this.#options.pool === 'always' || links.some(({ kind }) => kind !== 'fentry');
    if (!active.probe) {
      for (const link of added) yield* active.list.addHead(link);
      active.hasNode = needsNode;
      yield* this.#register(active, links);
      return;
    }
    if (needsNode && !active.hasNode) yield* this.#takeNodes(active, links);
    else if (this.#options.callbacks === 'generated') yield* this.#replaceHandlers(active, links);
    for (const link of added) yield* active.list.addHead(link);
  }

  #enter(): Active {
    const { kernel, fn } = this;
    const { memory } = kernel;
    const address = kernel.kzalloc(BpfTrampoline.structSize);
    BpfTrampoline.addr.write(memory, address, kernel.symbols.lookup(fn.name));
    this.#writeModel(address);
    const atOnce = this.#options.defects?.has('edited-list') ?? false;
    const list = new LinksList(kernel, this.#poke, address, this.gracePeriods, { atOnce });
    return { address, list, hasNode: false, probe: undefined, handlers: undefined, rethook: 0n, nodes: [] };
  }

  /** btf_func_model: what handlers of functions with narrow arguments or results extend by. */
  #writeModel(address: bigint): void {
    const { kernel: { memory }, fn } = this;
    const args = argumentsOf(fn);
    const result = resultOf(fn);
    BpfTrampoline.nrArgs.write(memory, address, fn.nrArgs);
    memory.writeBytes(address + BigInt(BpfTrampoline.argSize.offset), Uint8Array.from(args, ({ size }) => size));
    BpfTrampoline.signedArgs.write(memory, address, args.reduce((bits, { signed }, n) => bits | (Number(signed) << n), 0));
    BpfTrampoline.retSize.write(memory, address, result.size);
    BpfTrampoline.retFlags.write(memory, address, result.signed ? BTF_FMODEL_SIGNED_ARG : 0);
  }

  *#register(active: Active, links: readonly TracingLink[]): Update {
    const { hasNode, address } = active;
    active.handlers = this.#handlers(links, hasNode ? 'node' : 'stack');
    const probe = new StepwiseFprobe(this.kernel, this.ftrace.stepwise, {
      address: address + BigInt(BpfTrampoline.probe.offset),
      functions: [this.fn.name],
      entryHandler: active.handlers.entry,
      ...(hasNode && { exitHandler: active.handlers.exit }),
      entryDataSize: this.#entryDataSize,
    });
    active.probe = probe;
    try {
      yield* probe.register();
    } catch (error) {
      this.#active = undefined;
      throw error;
    }
  }

  /**
   * From entry-only to a probe with nodes, while calls come through. First an entry handler that takes its context from
   * wherever it is, then nodes and exit handler; when no call is under way that came without a node, the entry handler for
   * nodes alone.
   */
  *#takeNodes(active: Active, links: readonly TracingLink[]): Update {
    const { kernel } = this;
    const fprobe = active.probe!.address;
    const old = active.handlers;
    const either = this.#handlers(links, 'either');
    active.handlers = either;
    yield* this.#write(fprobe, 'entryHandler', either.entry);
    active.rethook = rethookAlloc(kernel, {
      handler: kernel.symbols.lookup('fprobe_exit_handler'),
      data: fprobe,
      dataSize: FprobeRethookNode.structSize - RethookNode.structSize + this.#entryDataSize,
      nodes: kernel.numPossibleCpus * 2,
    });
    active.nodes = allFreeNodes(kernel, active.rethook);
    yield* this.#write(fprobe, 'rethook', active.rethook);
    yield* this.#write(fprobe, 'exitHandler', either.exit);
    active.hasNode = true;
    old?.free();
    if (this.#options.callbacks === 'generated') return; // the next set of programs has other handlers anyway
    this.gracePeriods.after('rcu', () => {
      if (active !== this.#active) return;
      active.handlers = this.#handlers(links, 'node');
      FprobeLayout.entryHandler.write(kernel.memory, fprobe, active.handlers.entry);
    });
  }

  /** Exits first: a call that the new entry handler hooks returns to the new exit handler. */
  *#replaceHandlers(active: Active, links: readonly TracingLink[]): Update {
    const fprobe = active.probe!.address;
    const old = active.handlers;
    active.handlers = this.#handlers(links, active.hasNode ? 'node' : 'stack');
    if (active.hasNode) yield* this.#write(fprobe, 'exitHandler', active.handlers.exit);
    yield* this.#write(fprobe, 'entryHandler', active.handlers.entry);
    old?.free();
  }

  /** unregister_fprobe; what somebody may stand on goes when they are through. */
  *#leave(links: readonly TracingLink[]): Update {
    const active = this.#active!;
    const { probe, address, handlers, list, rethook } = active;
    let { nodes } = active;
    this.#active = undefined;
    yield* probe!.unregister();
    for (const link of links) yield* list.remove(link);
    handlers!.free();
    const { kernel } = this;
    const reaped = (): boolean => {
      if (rethook === 0n) return true;
      const pending = reapRethook(kernel, rethook, nodes);
      nodes = nodes.filter((node) => pending.includes(node));
      return pending.length === 0;
    };
    this.#whenThrough(() => {
      this.gracePeriods.when(() => probe!.free() === 0, () => {
        kernel.kfree(address, BpfTrampoline.structSize);
        this.gracePeriods.when(reaped, () => {});
      });
    });
  }

  #write(fprobe: bigint, member: 'entryHandler' | 'exitHandler' | 'rethook', value: bigint): Update {
    return this.#poke.data(fprobe + BigInt(FprobeLayout[member].offset), value);
  }

  get #poke(): TextPoke {
    return this.ftrace.stepwise.poke;
  }

  #handlers(links: readonly TracingLink[], context: ContextPlace): Handlers {
    const { kernel, fn } = this;
    const { callbacks = 'walked', copy = 'loop', defects } = this.#options;
    if (callbacks === 'walked') {
      const wrong = defects && { defects };
      const entry = { context, copy, narrow: argumentsOf(fn).some(isNarrow), ...wrong };
      const exit = { narrow: isNarrow(resultOf(fn)), ...wrong };
      return {
        entry: inKernel(kernel, entryName(entry), () => entryText(entry)),
        exit: inKernel(kernel, exitName(exit), () => exitText(exit)),
        free: () => {},
      };
    }
    const { entry, exit } = generateCallbacks(kernel, fn, links, context);
    const free = (): void => this.#whenThrough(() => [entry, exit].forEach((one) => freeCode(kernel, one)));
    return { entry: entry.address, exit: exit.address, free };
  }

  get #entryDataSize(): number {
    const { args, structSize } = BpfFprobeCallContext;
    return this.#options.defects?.has('overflowed-arguments') ? args.at(POSTED_ARGS) : structSize;
  }

  /** When no task runs in a callback any more, whatever the kind of its programs. */
  #whenThrough(then: () => void): void {
    this.gracePeriods.after('rcu_tasks_trace', () => this.gracePeriods.after('rcu_tasks', then));
  }
}

/** What an fprobe calls. */
interface Handlers {
  readonly entry: bigint;
  readonly exit: bigint;
  /** Gives generated code back, after a while. */
  free(): void;
}

/** A function that has programs. */
interface Active {
  /** struct bpf_trampoline. */
  readonly address: bigint;
  readonly list: LinksList;
  /** Its calls take a node. */
  hasNode: boolean;
  probe: StepwiseFprobe | undefined;
  handlers: Handlers | undefined;
  /** Where nodes came later than the probe. */
  rethook: bigint;
  /** Its pool; none on shadow stacks. */
  nodes: readonly bigint[];
}

/** A routine of the image, or one that joins it when it is first needed. */
function inKernel(kernel: Kernel, name: string, text: () => string): bigint {
  return kernel.symbols.tryLookup(name) ?? kernel.placeCode(name, text());
}
