import type { JitFunction } from '../jit/index.js';
import { BpfKsym, BpfProgAux, BpfTree } from '../layout.js';
import type { BpfHost } from '../map/host.js';

/** The code of each program that was placed in a kernel, by the node of its struct bpf_prog_aux. */
const placed = new WeakMap<object, { start: bigint; node: bigint }[]>();

/**
 * bpf_ksym_add(): an address in the code leads to the program, and a fault in it to the exception table behind it. The tree is
 * balanced anew for every program.
 */
export function addKsym(host: BpfHost, aux: bigint, { address, length, exceptions }: JitFunction): void {
  const { memory, symbols } = host;
  const end = address + BigInt(4 * length);
  const node = aux + BigInt(BpfProgAux.ksym.offset);
  BpfKsym.start.write(memory, node, address);
  BpfKsym.end.write(memory, node, end);
  BpfProgAux.numExentries.write(memory, aux, exceptions);
  BpfProgAux.extable.write(memory, aux, exceptions ? end : 0n);

  const root = symbols.tryLookup('bpf_tree');
  if (root === undefined) return;
  const all = placed.get(memory) ?? [];
  placed.set(memory, all);
  all.push({ start: address, node });
  all.sort((a, b) => (a.start < b.start ? -1 : 1));
  const link = (from: number, to: number): bigint => {
    if (from >= to) return 0n;
    const middle = (from + to) >> 1;
    const top = all[middle]!.node;
    BpfKsym.left.write(memory, top, link(from, middle));
    BpfKsym.right.write(memory, top, link(middle + 1, to));
    return top;
  };
  const top = link(0, all.length);
  for (const copy of [0, 1]) memory.write(root + BigInt(BpfTree.roots.at(copy)), 8, top);
}
