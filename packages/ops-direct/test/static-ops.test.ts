import { expect, test } from 'vitest';
import { TracingKernel } from './tracing-kernel.js';

/** A call that has come as far as a place of the trampoline, while the steps of an update are done up to a point. */
function callMeanwhile(kernel: TracingKernel, { until, place }: { until: bigint; place: bigint }, ops: bigint): bigint[] {
  const { machine, ftrace } = kernel;
  const update = ftrace.stepwise.registerOps(ops);
  for (let step = update.next(); !step.done; step = update.next()) {
    const { value } = step;
    if (value.kind === 'text' && value.address === until) break;
  }
  machine.processor.breakpoints.add(place);
  machine.state.pc = kernel.symbols.lookup('traced');
  const returnTo = kernel.symbols.lookup('reserved_fault_handler');
  machine.state.setX(30, returnTo);
  expect(machine.run()).toBe('breakpoint');
  while (!update.next().done);
  machine.processor.breakpoints.clear();
  machine.processor.breakpoints.add(returnTo);
  machine.run();
  return kernel.takeLog();
}

/**
 * Between the load of function_trace_op and the shared call a task may be interrupted, and then call the new function with the
 * old ops: the barrier on all CPUs (kernel-paths.md 1.2 c) orders loads to come, not one that is done. A call site's own ops
 * comes from one load, and its function from there.
 */
test('a shared op has a moment in which a static ops is called with the ops before it; a call site has none', () => {
  const shared = new TracingKernel({ regs: 'on', ops: 'shared-op' });
  const one = shared.tracer('log_call', ['traced'], 0n, shared.symbols.lookup('static_ops'));
  const at = { until: shared.ftrace.records.of('traced').ip, place: shared.symbols.lookup('ftrace_call') };
  expect(callMeanwhile(shared, at, one)).toEqual([shared.symbols.lookup('ftrace_list_end')]);

  const perCallsite = new TracingKernel({ regs: 'on', ops: 'call-ops' });
  const { ftrace, symbols } = perCallsite;
  const other = perCallsite.tracer('log_call', ['traced'], 0n, symbols.lookup('static_ops'));
  expect(callMeanwhile(perCallsite, { until: ftrace.records.of('traced').ip, place: symbols.lookup('ftrace_caller') + 16n }, other)).toEqual([other]);
});

test('an ops that can be freed is never called but by the list, which looks for itself', () => {
  const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
  const ops = kernel.tracer('log_call', ['traced']);
  const at = { until: kernel.ftrace.records.of('traced').ip, place: kernel.symbols.lookup('ftrace_call') };
  expect(callMeanwhile(kernel, at, ops)).toEqual([ops]);
});
