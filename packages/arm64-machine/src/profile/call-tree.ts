/** One function in one chain of callers. Cycles and instructions are its own, without those of `children`. */
export class CallNode {
  readonly name: string;
  readonly parent: CallNode | undefined;
  readonly children = new Map<string, CallNode>();
  calls = 0;
  cycles = 0;
  instructions = 0;

  constructor(name: string, parent?: CallNode) {
    this.name = name;
    this.parent = parent;
  }

  child(name: string): CallNode {
    let node = this.children.get(name);
    if (!node) this.children.set(name, (node = new CallNode(name, this)));
    return node;
  }

  /** This node, and all below. */
  *walk(): Iterable<CallNode> {
    yield this;
    for (const child of this.children.values()) yield* child.walk();
  }

  /** Names from the outermost caller down to this one; the root has none. */
  get chain(): readonly string[] {
    return this.parent ? [...this.parent.chain, this.name] : [];
  }
}

export interface Totals {
  readonly cycles: number;
  readonly instructions: number;
}

/** What a function cost with everything that it called, by name; a function that calls itself counts once. */
export function inclusiveTotals(root: CallNode): Map<string, Totals> {
  const totals = new Map<string, { cycles: number; instructions: number }>();
  const open = new Set<string>();
  const visit = (node: CallNode): Totals => {
    const outermost = !open.has(node.name);
    open.add(node.name);
    let { cycles, instructions } = node;
    for (const child of node.children.values()) {
      const below = visit(child);
      cycles += below.cycles;
      instructions += below.instructions;
    }
    if (outermost) {
      open.delete(node.name);
      const total = totals.get(node.name) ?? { cycles: 0, instructions: 0 };
      totals.set(node.name, { cycles: total.cycles + cycles, instructions: total.instructions + instructions });
    }
    return { cycles, instructions };
  };
  for (const child of root.children.values()) visit(child);
  return totals;
}

/** `main;work;memcpy 1234`, a line for each chain with cycles of its own: what flame graphs are made from. */
export function foldedStacks(functions: Iterable<Pick<CallNode, 'chain' | 'cycles'>>): string {
  const lines: string[] = [];
  for (const { chain, cycles } of functions) if (cycles > 0) lines.push(`${chain.join(';')} ${cycles}`);
  return lines.sort().join('\n');
}
