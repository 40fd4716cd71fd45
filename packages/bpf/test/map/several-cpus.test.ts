import { asm, Interleaver, Random } from '@tracelab/arm64-machine';
import { baseParts, Kernel } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { bootBpf, bpfParts, createMap, type KernelMap, type MapDefinition, type RingbufMap } from '../../src/index.js';

const CPUS = 3;
const ROUNDS = 40;
const SEED = Number(process.env['SEED'] ?? 7);

/**
 * CPUs that work on the same maps, in random turns. X19 = table, X20 = ring buffer, W21 = number of the CPU: every round puts a key of
 * its own and a common one into the table, takes the key before it out, and writes a record.
 */
const worker = asm`
        sub     sp, sp, #32
        mov     w22, #0
1:      add     w0, w22, w21, lsl #16
        str     w0, [sp]
        str     x0, [sp, #8]
        mov     x0, x19
        mov     x1, sp
        add     x2, sp, #8
        mov     x3, #0
        bl      table_update
        cbnz    w0, 9f
        str     wzr, [sp, #4]
        mov     w0, #-1
        str     w0, [sp, #4]
        mov     x0, x19
        add     x1, sp, #4
        add     x2, sp, #8
        mov     x3, #0
        bl      table_update
        cbnz    w0, 9f
        cbz     w22, 2f
        sub     w0, w22, #1
        add     w0, w0, w21, lsl #16
        str     w0, [sp, #4]
        mov     x0, x19
        add     x1, sp, #4
        bl      table_delete
        cbnz    w0, 9f
2:      mov     x0, x20
        add     x1, sp, #8
        mov     x2, #8
        mov     x3, #0
        bl      bpf_ringbuf_output
        cbnz    w0, 9f
        add     w22, w22, #1
        cmp     w22, #${ROUNDS}
        b.ne    1b
        mov     w0, #0
9:      bl      worker_done
`;

const tables = [
  { type: 'hash', update: 'htab_map_update_elem', remove: 'htab_map_delete_elem' },
  { type: 'percpu_hash', update: 'htab_percpu_map_update_elem', remove: 'htab_map_delete_elem' },
  { type: 'lru_hash', update: 'htab_lru_map_update_elem', remove: 'htab_lru_map_delete_elem' },
] as const;

describe(`${CPUS} CPUs in random turns, seed ${SEED}`, () => {
  test.each(tables)('$type and a ring buffer: nothing is lost, nothing is twice', ({ type, update, remove }) => {
    const kernel = new Kernel([baseParts, bpfParts], { cpus: CPUS });
    bootBpf(kernel);
    const define = (sizes: Pick<MapDefinition, 'type' | 'keySize' | 'valueSize' | 'maxEntries'>): KernelMap =>
      createMap(kernel, { name: sizes.type, flags: 0, ...sizes });
    const table = define({ type, keySize: 4, valueSize: 8, maxEntries: 32 });
    const ring = define({ type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 4096 }) as RingbufMap;
    const done = kernel.placeCode('worker_done', '1: b 1b');
    const text = worker.replaceAll('table_update', update).replaceAll('table_delete', remove);
    const start = kernel.placeCode('worker', text);
    for (const { state, number } of kernel.cluster.cores) {
      state.setX(19, table.map);
      state.setX(20, ring.map);
      state.setX(21, BigInt(number + 1));
      state.pc = start;
    }
    const interleaver = new Interleaver(kernel.cluster, new Random(SEED), { longest: 16 });
    interleaver.until(() => kernel.cluster.cores.every(({ state }) => state.pc === done), 3_000_000);

    expect(kernel.cluster.cores.map(({ state }) => state.getX(0))).toEqual(Array.from({ length: CPUS }, () => 0n));
    const number = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const keys = [...table.entries()].map(([key]) => number(key)).sort((a, b) => a - b);
    const last = Array.from({ length: CPUS }, (_, cpu) => ((cpu + 1) << 16) + ROUNDS - 1);
    expect(keys).toEqual([...last, 0xffff_ffff]);
    const records = ring.drain().map(number);
    expect(records).toHaveLength(CPUS * ROUNDS);
    for (let cpu = 1; cpu <= CPUS; cpu++) {
      const own = records.filter((one) => one >> 16 === cpu).map((one) => one & 0xffff);
      expect(own).toEqual(Array.from({ length: ROUNDS }, (_, n) => n));
    }
  });
});
