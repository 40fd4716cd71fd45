import { asm, assemble } from '../../src/asm/index.js';
import { SLOT } from '../../src/cpu/state.js';
import { link } from '../../src/image/index.js';
import type { Machine } from '../../src/machine.js';
import { Cluster, type ClusterOptions } from '../../src/smp/index.js';

export const DATA = 0x20_0000n;

/** Each core adds 1 a hundred times: an LL/SC loop as the kernel's atomic_add is. */
export const counting = asm`
start:  mov     w2, #100
1:      prfm    pstl1strm, [x0]
2:      ldxr    w3, [x0]
        add     w3, w3, #1
        stxr    w4, w3, [x0]
        add     w5, w5, w4              // failures
        cbnz    w4, 2b
        subs    w2, w2, #1
        b.ne    1b
        hlt     #0
`;

/** Cores at EL1 that run `text` from symbol `start<n>`, or `start`; X0 is shared data, X1 the core's number. HLT ends one. */
export function clusterOf(text: string, options: ClusterOptions): Cluster {
  const cluster = Cluster.create({
    ...options,
    onException: (exception, machine) => (exception.hlt === undefined ? undefined : machine.halt()),
  });
  const image = link([assemble(text, { name: 'smp' })], { sections: [{ name: '.text', address: 0x10_0000n, perms: 'rwx' }] });
  cluster.load(image);
  cluster.memory.map({ name: 'data', base: DATA, size: 4096, perms: 'rw' });
  for (const core of cluster.cores) {
    const { state, number } = core;
    state.words[SLOT.el] = 1;
    state.pc = image.symbols.tryLookup(`start${number}`) ?? image.symbols.lookup('start');
    state.setX(0, DATA);
    state.setX(1, BigInt(number));
  }
  return cluster;
}

/** Runs to the end and gives who executed what, in order: `core:address`. */
export function trace(cluster: Cluster, limit = 100_000): string[] {
  const steps: string[] = [];
  for (let core: Machine | undefined; (core = cluster.next()); ) {
    if (steps.length === limit) throw core.fault(`no end after ${limit} instructions`);
    steps.push(`${core.number}:${core.state.pc.toString(16)}`);
    cluster.step(core);
  }
  return steps;
}
