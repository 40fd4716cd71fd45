import { Fprobe, FprobeLayout, FprobeRethookNode } from '@tracelab/fprobe';
import type { Kernel } from '@tracelab/kernel';
import type { Ftrace } from '@tracelab/ops-direct';
import { rethookAlloc, RethookNode } from '@tracelab/rethook';
import type { DefectId } from './defects/defect.js';
import { generateCallbacks } from './generated-callbacks.js';
import { BpfFprobeCallContext, BpfTrampoline, POSTED_ARGS } from './layout.js';
import type { TracedFunction, TracingLink } from './link.js';
import { LinksList } from './links-list.js';
import { freeCode, kfree } from './poison.js';
import type { ArgumentCopy } from './routines/argument-copy.js';
import { entryName, entryText, type ContextPlace } from './routines/fprobe-callbacks.js';
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
    return this.#active?.probe?.nmissed ?? 0n;
  }

  /** The registered fprobe. */
  get probe(): Fprobe | undefined {
    return this.#active?.probe;
  }

  protected override update(before: readonly TracingLink[], links: readonly TracingLink[]): void {
    if (links.length === 0) return this.#leave(before);
    const active = (this.#active ??= this.#enter());
    for (const link of before) if (!links.includes(link)) active.list.remove(link);
    const added = links.filter((link) => !before.includes(link)).reverse();
    const needsNode = this.#options.pool === 'always' || links.some(({ kind }) => kind !== 'fentry');
    if (!active.probe) {
      added.forEach((link) => active.list.addHead(link));
      active.hasNode = needsNode;
      this.#register(active, links);
      return;
    }
    if (needsNode && !active.hasNode) this.#takeNodes(active, links);
    else if (this.#options.callbacks === 'generated') this.#replaceHandlers(active, links);
    added.forEach((link) => active.list.addHead(link));
  }

  #enter(): Active {
    const { kernel, fn } = this;
    const { memory } = kernel;
    const address = kernel.kzalloc(BpfTrampoline.structSize);
    BpfTrampoline.addr.write(memory, address, kernel.symbols.lookup(fn.name));
    BpfTrampoline.nrArgs.write(memory, address, fn.nrArgs);
    const atOnce = this.#options.defects?.has('edited-list') ?? false;
    const list = new LinksList(kernel, address, this.gracePeriods, { atOnce });
    return { address, list, hasNode: false, probe: undefined, handlers: undefined };
  }

  #register(active: Active, links: readonly TracingLink[]): void {
    const { hasNode, address } = active;
    active.handlers = this.#handlers(links, hasNode ? 'node' : 'stack');
    active.probe = new Fprobe(this.kernel, this.ftrace, {
      address: address + BigInt(BpfTrampoline.probe.offset),
      functions: [this.fn.name],
      entryHandler: active.handlers.entry,
      ...(hasNode && { exitHandler: active.handlers.exit }),
      entryDataSize: this.#entryDataSize,
    });
  }

  /**
   * From entry-only to a probe with nodes, while calls come through. First an entry handler that takes its context from
   * wherever it is, then nodes and exit handler; when no call is under way that came without a node, the entry handler for
   * nodes alone.
   */
  #takeNodes(active: Active, links: readonly TracingLink[]): void {
    const { kernel } = this;
    const fprobe = active.probe!.address;
    active.hasNode = true;
    const old = active.handlers;
    const either = this.#handlers(links, 'either');
    active.handlers = either;
    FprobeLayout.entryHandler.write(kernel.memory, fprobe, either.entry);
    const rethook = rethookAlloc(kernel, {
      handler: kernel.symbols.lookup('fprobe_exit_handler'),
      data: fprobe,
      dataSize: FprobeRethookNode.structSize - RethookNode.structSize + this.#entryDataSize,
      nodes: kernel.numPossibleCpus * 2,
    });
    FprobeLayout.rethook.write(kernel.memory, fprobe, rethook);
    FprobeLayout.exitHandler.write(kernel.memory, fprobe, either.exit);
    old?.free();
    this.gracePeriods.after('rcu', () => {
      if (active.handlers === either) this.#replaceHandlers(active, this.links);
    });
  }

  /** Exits first: a call that the new entry handler hooks returns to the new exit handler. */
  #replaceHandlers(active: Active, links: readonly TracingLink[]): void {
    const { memory } = this.kernel;
    const fprobe = active.probe!.address;
    const old = active.handlers;
    active.handlers = this.#handlers(links, active.hasNode ? 'node' : 'stack');
    if (active.hasNode) FprobeLayout.exitHandler.write(memory, fprobe, active.handlers.exit);
    FprobeLayout.entryHandler.write(memory, fprobe, active.handlers.entry);
    old?.free();
  }

  /** unregister_fprobe; what walkers may stand on goes when they are through. */
  #leave(links: readonly TracingLink[]): void {
    const active = this.#active!;
    this.#active = undefined;
    active.probe!.unregister();
    for (const link of links) active.list.remove(link);
    active.handlers!.free();
    const { memory } = this.kernel;
    this.#whenThrough(() => kfree(memory, active.address, BpfTrampoline.structSize));
  }

  #handlers(links: readonly TracingLink[], context: ContextPlace): Handlers {
    const { kernel, fn } = this;
    const { callbacks = 'walked', copy = 'loop', defects } = this.#options;
    if (callbacks === 'walked') {
      const options = { context, copy, ...(defects && { defects }) };
      return { entry: inKernel(kernel, entryName(options), () => entryText(options)), exit: kernel.symbols.lookup('bpf_fprobe_exit'), free: () => {} };
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
  probe: Fprobe | undefined;
  handlers: Handlers | undefined;
}

/** A routine of the image, or one that joins it when it is first needed. */
function inKernel(kernel: Kernel, name: string, text: () => string): bigint {
  return kernel.symbols.tryLookup(name) ?? kernel.placeCode(name, text());
}
