import { assemble } from '@tracelab/arm64-machine';
import type { ValueModel } from '@tracelab/bpf';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import {
  ARGUMENT_COPIES, bpfTrampolineParts, DEFECTS, ENTER_EXIT, entryCallbackText, entryText, exitCallbackText, exitText, GUARDS, kprobeMultiParts,
  trampolineParts, trampolineText, type CallbacksSpec, type DefectId, type Guard, type TrampolineProgram, type TrampolineSpec,
} from '../src/index.js';
import { throughRegister } from '../src/program-call.js';

const program = (n: number, cookie = 0n): TrampolineProgram => (
  { prog: 0xffff_0000_0100_0000n + BigInt(n << 12), code: 0xffff_8000_0a00_0000n + BigInt(n << 6), cookie, enterExit: ENTER_EXIT.recur }
);
const spec = (given: Partial<TrampolineSpec>): TrampolineSpec => ({
  name: 'bpf_trampoline_test', image: 0xffff_0000_0200_0000n, function: 0xffff_8000_0801_2340n, nrArgs: 1, fentry: [], fmodRet: [], fexit: [], ipArg: false, ...given,
});

const every = { arguments: [1, 2, 4, 8].flatMap((size) => [true, false].map((signed) => ({ size, signed }) as ValueModel)), returns: { size: 2, signed: true } } as const;

const trampolines: Record<string, TrampolineSpec> = {
  'one fentry program': spec({ fentry: [program(0)] }),
  'fentry with a cookie, eight arguments': spec({ nrArgs: 8, fentry: [program(0, 0x1234_5678_9abc_def0n), program(1)] }),
  'fexit': spec({ nrArgs: 2, fexit: [program(2)] }),
  'all kinds, with the function\'s address': spec({ nrArgs: 3, fentry: [program(0)], fmodRet: [program(1), program(2)], fexit: [program(3)], ipArg: true }),
  'narrow arguments and result': spec({ nrArgs: 8, ...every, fentry: [program(0)], fmodRet: [program(1)], fexit: [program(2)] }),
};

const callbacks: CallbacksSpec = { ...spec({ nrArgs: 7, ...every, fentry: [program(0)], fmodRet: [program(1)], fexit: [program(2)] }), context: 'node' };
const resolve = (): bigint => 0xffff_8000_0801_4000n;

const contexts = ['node', 'stack', 'either'] as const;
const entries = contexts.flatMap((context) => ARGUMENT_COPIES.flatMap((copy) =>
  [false, true].map((narrow) => ({ name: `entry: ${context}, ${copy}${narrow ? ', narrow arguments' : ''}`, source: entryText({ context, copy, narrow }) }))));

/** Routines that differ from the default's where something is wrong, or left out. */
const variants = [
  { name: 'all defects', choice: { defects: new Set(Object.keys(DEFECTS) as DefectId[]) } },
  { name: 'no guards', choice: { without: new Set(Object.keys(GUARDS) as Guard[]) } },
].flatMap(({ name, choice }) => sources([trampolineParts(choice)]).map((one) => ({ ...one, name: `${name}: ${one.name}` })));

testAgainstGnuAs(assemble, [
  ...sources([bpfTrampolineParts, kprobeMultiParts]),
  ...variants,
  ...entries,
  ...Object.entries(trampolines).map(([name, one]) => ({ name: `trampoline: ${name}`, source: trampolineText(one, resolve) })),
  { name: 'exit: narrow result', source: exitText({ narrow: true }) },
  { name: 'generated entry: narrow arguments', source: entryCallbackText(callbacks, throughRegister, resolve) },
  { name: 'generated exit: narrow result', source: exitCallbackText(callbacks, throughRegister, resolve) },
]);
