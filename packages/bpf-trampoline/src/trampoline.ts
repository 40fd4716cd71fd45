import type { Kernel } from '@tracelab/kernel';
import { complete, type Ftrace, type Update } from '@tracelab/ops-direct';
import { checkModel } from './extension.js';
import { nobodyRuns, type GracePeriods } from './grace-periods.js';
import { MAX_ARGS, MAX_TRAMP_LINKS } from './layout.js';
import type { Attachment, TracedFunction, TracingLink } from './link.js';

export interface TrampolineOptions {
  /** When what is taken away may be freed; unless stated, nobody runs while programs come and go. */
  readonly gracePeriods?: GracePeriods;
}

/** The programs on one function, struct bpf_trampoline, whoever calls them. */
export abstract class Trampoline {
  readonly fn: TracedFunction;
  protected readonly kernel: Kernel;
  protected readonly ftrace: Ftrace;
  protected readonly gracePeriods: GracePeriods;
  #links: readonly TracingLink[] = [];

  constructor(kernel: Kernel, ftrace: Ftrace, fn: TracedFunction, { gracePeriods = nobodyRuns }: TrampolineOptions = {}) {
    this.kernel = kernel;
    this.ftrace = ftrace;
    this.fn = fn;
    this.gracePeriods = gracePeriods;
  }

  /** What is attached; programs of one kind run in this order. */
  get links(): readonly TracingLink[] {
    return this.#links;
  }

  /**
   * bpf_trampoline_link_prog for one program or several at once. They run in the order given, in front of those that are there
   * already: Linux puts a new one at the head of the list (hlist_add_head).
   *
   * @throws Error where the kernel would refuse: the 39th program, one that is there already, arguments that are not all in
   *   registers, a function that the trampoline itself calls; and where the types given are not those of as many arguments
   */
  attach(links: readonly TracingLink[]): Attachment {
    return complete(this.attaching(links));
  }

  /** The same in steps: what cores do that run meanwhile. The attachment is the generator's result. */
  *attaching(links: readonly TracingLink[]): Update<Attachment> {
    this.#check(links);
    const before = this.#links;
    this.#links = [...links, ...before];
    try {
      yield* this.update(before, this.#links);
    } catch (error) {
      this.#links = before;
      throw error;
    }
    const detaching = (): Update => this.#detaching(links);
    return { detach: () => complete(detaching()), detaching };
  }

  /** bpf_trampoline_update: brings what runs in line with the links, while it runs. */
  protected abstract update(before: readonly TracingLink[], links: readonly TracingLink[]): Update;

  *#detaching(links: readonly TracingLink[]): Update {
    const { name } = this.fn;
    if (!links.every((link) => this.#links.includes(link))) throw new Error(`${name}: ${names(links)}: detached already`);
    const before = this.#links;
    this.#links = before.filter((link) => !links.includes(link));
    yield* this.update(before, this.#links);
  }

  #check(links: readonly TracingLink[]): void {
    const { name, nrArgs } = this.fn;
    if (links.length === 0) throw new Error(`${name}: no program to attach`);
    if (DENIED.includes(name)) throw new Error(`${name}: entering a program calls it, so none may trace it (EINVAL)`);
    const count = this.#links.length + links.length;
    if (count > MAX_TRAMP_LINKS) throw new Error(`${name}: ${count} programs; a trampoline carries ${MAX_TRAMP_LINKS} at most (E2BIG)`);
    if (nrArgs > MAX_ARGS) throw new Error(`${name}: ${nrArgs} arguments; a trampoline passes ${MAX_ARGS} at most (ENOTSUPP)`);
    checkModel(this.fn);
    const all = [...links, ...this.#links];
    const twice = all.find((link, i) => all.findIndex(({ program, kind }) => program.prog === link.program.prog && kind === link.kind) < i);
    if (twice) throw new Error(`${name}: ${twice.program.name} is attached already; a program traces a function once (EBUSY)`);
  }
}

/** btf_id_deny of v6.1: a trampoline on one of these would run into itself before any guard is up. */
const DENIED: readonly string[] = [
  'migrate_disable', 'migrate_enable', 'rcu_read_unlock_strict', 'preempt_count_add', 'preempt_count_sub', '__rcu_read_lock', '__rcu_read_unlock',
];

const names = (links: readonly TracingLink[]): string => links.map(({ program }) => program.name).join(', ');
