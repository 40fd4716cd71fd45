// A return probe of one's own: how often a kernel function returns, what, and after how many cycles.
import { asm, cortexA72, createTimingModel, encode } from '@tracelab/arm64-machine';
import { baseLoop, baseParts, data, Kernel, routine, type Variant } from '@tracelab/kernel';
import { rethook, rethookAlloc, RethookNode, RethookRegs } from '@tracelab/rethook';

const CALLS = 100;
const [FP, LR, SIZE] = [80, 88, 96]; // Of probe_entry's frame.
const ENTERED = RethookNode.structSize; // The user's part of a node: cycles at entry.
const args = (op: 'stp' | 'ldp') => [0, 2, 4, 6].map((n) => `${op} x${n}, x${n + 1}, [sp, #${8 * n}]`).join('\n');

/** A patched entry calls it: X9 is where the function returns to, X30 where its body begins. */
const entry = asm`
        sub     sp, sp, #${SIZE}
        ${args('stp')}
        stp     x8, x30, [sp, #64]
        stp     x29, x9, [sp, #${FP}]
        add     x29, sp, #${FP}
        adrp    x0, probe_rethook
        ldr     x0, [x0, #:lo12:probe_rethook]
        bl      rethook_try_get
        cbz     x0, 1f                                  // none left: this call is missed
        mrs     x1, pmccntr_el0
        str     x1, [x0, #${ENTERED}]
        mov     x1, sp
        bl      rethook_hook                            // the frame's LR is now the return trampoline
1:      ${args('ldp')}
        ldp     x8, x9, [sp, #64]
        ldp     x29, x30, [sp, #${FP}]
        add     sp, sp, #${SIZE}
        ret     x9
`;
/** The return trampoline calls it: (node, data, regs), where data is {returns, cycles, last value}. */
const handler = asm`
        mrs     x3, pmccntr_el0
        ldr     x4, [x0, #${ENTERED}]
        sub     x3, x3, x4
        ldp     x5, x6, [x1]
        add     x5, x5, #1
        add     x6, x6, x3
        ldr     x7, [x2, #${RethookRegs.x0}]
        stp     x5, x6, [x1]
        str     x7, [x1, #16]
        ret
`;
const routines = [routine('probe_entry', entry), routine('probe_return', handler)];
const probe = { absolutes: { FREGS_FP: FP, FREGS_LR: LR }, routines, data: [data('probe_rethook', '\t.quad 0')] };

const name = process.argv.slice(2).join(' ') || '__arm64_sys_getpgid';
const names = new Kernel([baseParts]).mcount.map((record) => record.name);
if (!names.includes(name)) {
  console.error(`return-probe: unknown function "${name}": one of ${names.join(', ')}`);
  process.exit(2);
}
console.log(`${name} in ${CALLS} system calls on ${cortexA72.name}\n`);
console.log('nodes from      returns           last value   cycles inside   cycles/syscall');
for (const pool of [rethook.off, rethook.on]) console.log(pool.id.padEnd(14) + probed(pool).join(''));

function probed(pool: Variant): string[] {
  const kernel = new Kernel([baseParts, pool, probe], { timing: createTimingModel(cortexA72) });
  const { machine, memory, symbols } = kernel;
  const results = kernel.kzalloc(24);
  const own = rethookAlloc(kernel, { handler: symbols.lookup('probe_return'), data: results, dataSize: 8, nodes: 4 });
  memory.write(symbols.lookup('probe_rethook'), 8, own);
  const { site } = kernel.mcount.find((record) => record.name === name)!;
  const word = (op: string, text = '') => encode(op, text, { pc: site + 4n, evaluate: BigInt }).word;
  kernel.patchText(site, word('nop'), word('mov', 'x9, x30'));
  kernel.patchText(site + 4n, word('nop'), word('bl', String(symbols.lookup('probe_entry'))));

  kernel.loadUser(baseLoop.text, baseLoop.entry);
  machine.processor.breakpoints.add(symbols.lookup(baseLoop.iteration));
  for (let call = 0; call <= CALLS; call++) machine.run(); // To warm up.
  memory.writeBytes(results, new Uint8Array(24));
  const before = machine.cycles;
  for (let call = 0; call < CALLS; call++) machine.run();
  const [returns, inside, value] = [0n, 8n, 16n].map((at) => memory.read(results + at, 8)) as [bigint, bigint, bigint];
  const cycles = [Number(inside) / Number(returns || 1n), (machine.cycles - before) / CALLS];
  const columns = [returns, `0x${value.toString(16)}`, ...cycles.map((count) => count.toFixed(0))];
  return columns.map((column, n) => String(column).padStart([9, 21, 16, 17][n]!));
}
