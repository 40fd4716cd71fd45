// A function with N tracers while M others trace another function: cycles per call, with per-callsite ops off and on.
import { asm, cortexA72, createTimingModel } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, Kernel, routine, traceable } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, FtraceOps, opsDirect } from '@tracelab/ops-direct';

const WARM_UP = 20;

/** Counts its calls in what its ops's private pointer points at. */
const tracer = asm`
        bti     c
        ldr     x4, [x2, #${FtraceOps.private}]
        ldr     x5, [x4]
        add     x5, x5, #1
        str     x5, [x4]
        ret
`;
const callTracee = asm`
        stp     x29, x30, [sp, #-32]!                   // call_tracee(calls)
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
1:      bl      tracee
        subs    x19, x19, #1
        b.ne    1b
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        ret
`;
const functions = [traceable('tracee', '\tret'), traceable('other', '\tret')];
const routines = [...functions, routine('tracer', tracer), routine('call_tracee', callTracee)];

const settings = { relevant: 1, irrelevant: 10, calls: 1000 };
const line = process.argv.slice(2).join(' ');
if (!/^((--(ir)?relevant \d{1,2}|--calls [1-9]\d{0,4})( |$))*$/.test(line)) {
  const accepted = '--relevant 0 to 99, --irrelevant 0 to 99, --calls 1 to 99999';
  console.error(`irrelevant-tracers: cannot use "${line}": ${accepted}`);
  process.exit(2);
}
for (const [, name, value] of line.matchAll(/--(\w+) (\d+)/g)) settings[name as keyof typeof settings] = Number(value);

const { relevant, irrelevant, calls } = settings;
console.log(`${relevant} tracing the function, ${irrelevant} another one; ${calls} calls on ${cortexA72.name}\n`);
console.log('ops-direct   cycles/call   instructions/call');
for (const position of ['off', 'on'] as const) {
  const [cycles, instructions] = perCall(position).map((count) => count.toFixed(1)) as [string, string];
  console.log(position.padEnd(10) + cycles.padStart(14) + instructions.padStart(20));
}

function perCall(position: 'off' | 'on'): number[] {
  const parts = [baseParts, ftraceCoreParts, ftraceRegs.on, opsDirect[position], { routines }];
  const kernel = new Kernel(parts, { timing: createTimingModel(cortexA72) });
  const { machine, memory } = kernel;
  const ftrace = new Ftrace(kernel);
  const counters = Array.from({ length: relevant + irrelevant }, (_, n) => {
    const [ops, counter] = [kernel.kzalloc(FtraceOps.structSize), kernel.kzalloc(8)];
    ftrace.initOps(ops, { func: kernel.symbols.lookup('tracer') });
    FtraceOps.private.write(memory, ops, counter);
    ftrace.setFilter(ops, [ftrace.records.of(n < relevant ? 'tracee' : 'other').ip]);
    ftrace.registerOps(ops);
    return counter;
  });

  machine.call('call_tracee', [WARM_UP]);
  const before = [machine.cycles, machine.processor.retired] as const;
  machine.call('call_tracee', [calls]);
  const after = [machine.cycles, machine.processor.retired] as const;
  const lost = counters.findIndex((at, n) => Number(memory.read(at, 8)) !== (n < relevant ? WARM_UP + calls : 0));
  if (lost >= 0) throw new Error(`tracer ${lost} was not called as often as its function`);
  return after.map((count, n) => (count - before[n]!) / calls);
}
