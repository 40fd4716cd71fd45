import { assemble } from '@tracelab/arm64-machine';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import {
  ARGUMENT_COPIES, bpfTrampolineParts, DEFECTS, ENTER_EXIT, entryText, GUARDS, kprobeMultiParts, trampolineParts, trampolineText,
  type DefectId, type Guard, type TrampolineProgram, type TrampolineSpec,
} from '../src/index.js';

const program = (n: number, cookie = 0n): TrampolineProgram => (
  { prog: 0xffff_0000_0100_0000n + BigInt(n << 12), code: 0xffff_8000_0a00_0000n + BigInt(n << 6), cookie, enterExit: ENTER_EXIT.recur }
);
const spec = (given: Partial<TrampolineSpec>): TrampolineSpec => ({
  name: 'bpf_trampoline_test', image: 0xffff_0000_0200_0000n, function: 0xffff_8000_0801_2340n, nrArgs: 1, fentry: [], fmodRet: [], fexit: [], ipArg: false, ...given,
});

const trampolines: Record<string, TrampolineSpec> = {
  'one fentry program': spec({ fentry: [program(0)] }),
  'fentry with a cookie, eight arguments': spec({ nrArgs: 8, fentry: [program(0, 0x1234_5678_9abc_def0n), program(1)] }),
  'fexit': spec({ nrArgs: 2, fexit: [program(2)] }),
  'all kinds, with the function\'s address': spec({ nrArgs: 3, fentry: [program(0)], fmodRet: [program(1), program(2)], fexit: [program(3)], ipArg: true }),
};

const contexts = ['node', 'stack', 'either'] as const;
const entries = contexts.flatMap((context) => ARGUMENT_COPIES.map((copy) => ({ name: `entry: ${context}, ${copy}`, source: entryText({ context, copy }) })));

/** Routines that differ from the default's where something is wrong, or left out. */
const variants = [
  { name: 'all defects', choice: { defects: new Set(Object.keys(DEFECTS) as DefectId[]) } },
  { name: 'no guards', choice: { without: new Set(Object.keys(GUARDS) as Guard[]) } },
].flatMap(({ name, choice }) => sources([trampolineParts(choice)]).map((one) => ({ ...one, name: `${name}: ${one.name}` })));

testAgainstGnuAs(assemble, [
  ...sources([bpfTrampolineParts, kprobeMultiParts]),
  ...variants,
  ...entries,
  ...Object.entries(trampolines).map(([name, one]) => ({ name: `trampoline: ${name}`, source: trampolineText(one, () => 0xffff_8000_0801_4000n) })),
]);
