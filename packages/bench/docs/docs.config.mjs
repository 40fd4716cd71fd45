// Machine code in the READMEs of the series, taken from linked kernels.
import { disassemble } from '@tracelab/arm64-machine';
import { Kernel, linkKernel } from '@tracelab/kernel';
import { Ftrace, FtraceOps } from '@tracelab/ops-direct';
import { codeDiff, partsOf } from '../dist/index.js';

const TRACED = 'bpf_fentry_test1';

/** A function's entry in memory, with `tracers` ops attached to it. */
function callSite(series, tracers) {
  const kernel = new Kernel(partsOf(series));
  const ftrace = new Ftrace(kernel);
  const record = ftrace.records.of(TRACED);
  for (let n = 0; n < tracers; n++) {
    const ops = kernel.kzalloc(FtraceOps.structSize);
    ftrace.initOps(ops, { func: kernel.symbols.lookup('ftrace_stub') });
    ftrace.setFilter(ops, [record.ip]);
    ftrace.registerOps(ops);
  }
  const { memory, symbols, image } = kernel;
  const literal = image.patchableEntry.before > 0 ? memory.read(record.literal, 8) : undefined;
  const instructions = [record.entry, record.entry + 4n, record.entry + 8n].map((at) => {
    const [mnemonic, operands = ''] = disassemble(Number(memory.read(at, 4)), at, (to) => symbols.at(to)?.name).split(
      '\t',
    );
    return `        ${mnemonic.padEnd(7)} ${operands.replace(/^0x\w+ <(.*)>$/, '$1')}`.trimEnd();
  });
  const quad = literal === undefined ? [] : [`        .quad   ${symbols.at(literal)?.name ?? 'the one ops'}`];
  return [...quad, `${TRACED}:`, ...instructions];
}

/** The three states of a call site beside one another. */
function callSites(series) {
  const columns = [0, 1, 2].map((tracers) => callSite(series, tracers));
  const rows = columns[0].map((_, i) =>
    columns
      .map((lines) => lines[i].padEnd(42))
      .join('')
      .trimEnd(),
  );
  const head = ['nobody', 'one tracer', 'two or more']
    .map((name) => name.padEnd(42))
    .join('')
    .trimEnd();
  return [head, ...rows].join('\n');
}

const routines = (series, ...symbols) => ({ image: linkKernel(partsOf(series)), symbols });

export default {
  /** The trampoline of an ops that wants registers. */
  'code-ftrace-regs': () =>
    codeDiff(routines([], 'ftrace_regs_caller', 'ftrace_common'), routines(['ftrace-regs'], 'ftrace_caller')),

  /** A traceable function's entry, by who traces it. */
  'call-site': () =>
    `\`\`\`\nops-direct off\n${callSites(['ftrace-regs'])}\n\nops-direct on\n${callSites(['ftrace-regs', 'ops-direct'])}\n\`\`\``,

  /** The trampoline, with `ftrace-regs` on. */
  'code-ops-direct': () =>
    codeDiff(routines(['ftrace-regs'], 'ftrace_caller'), routines(['ftrace-regs', 'ops-direct'], 'ftrace_caller')),

  /** Taking a node and giving it back. */
  'code-rethook': () =>
    codeDiff(
      routines([], 'rethook_try_get', 'rethook_recycle'),
      routines(['rethook'], 'rethook_try_get', 'rethook_recycle'),
    ),

  /** What comes behind the entry handler. */
  'code-fprobe': () => codeDiff(routines([], 'fprobe_handler'), routines(['fprobe'], 'fprobe_handler'), { context: 6 }),
};
