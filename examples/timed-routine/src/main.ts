// A routine of one's own, timed on a core: what it takes with cold and with warm caches, and what it waits for.
import { asm, assemble, CAUSES, cores, cpiStack, createTimingModel, link } from '@tracelab/arm64-machine';
import { Machine, since, SLOT, snapshot } from '@tracelab/arm64-machine';

const DATA = 0x10_0000n;

const routine = asm`
        .globl  sum
sum:    mov     x2, x0                          // sum(words, count)
        mov     x0, #0
1:      ldr     x3, [x2], #8
        add     x0, x0, x3
        subs    x1, x1, #1
        b.ne    1b
        ret
`;

const line = process.argv.slice(2).join(' ') || 'cortex-a72';
const [, name, count] = /^(\S+)(?: ([1-9]\d{0,4}))?$/.exec(line) ?? [];
const core = cores[name ?? ''];
const words = Number(count ?? 1000);
if (!core) {
  const accepted = `one of ${Object.keys(cores).join(', ')}, and 1 to 99999 words`;
  console.error(`timed-routine: cannot use "${line}": ${accepted}`);
  process.exit(2);
}

const timing = createTimingModel(core);
const machine = new Machine({ timing, features: core.features });
machine.load(
  link([assemble(routine, { name: 'sum' })], { sections: [{ name: '.text', address: 0x1_0000n, perms: 'rx' }] }),
);
machine.memory.map({ name: 'words', base: DATA, size: 8 * words, perms: 'rw' });
machine.state.words[SLOT.el] = 1;
for (let n = 0; n < words; n++) machine.memory.write(DATA + BigInt(8 * n), 8, BigInt(n + 1));

const runs = [call(), call()] as const;
console.log(`sum of 1 to ${words} on ${core.name}: ${runs[0].result}`);
console.log();
row('', 'first call', 'second call');
row('instructions', ...runs.map(({ instructions }) => String(instructions)));
row('cycles', ...runs.map(({ cycles }) => cycles.toFixed(0)));
row('per word', ...runs.map(({ cycles }) => (cycles / words).toFixed(2)));
for (const cause of CAUSES) {
  const cycles = runs.map(({ causes }) => causes[cause]);
  if (Math.max(...cycles) >= 0.5) row(`  ${cause}`, ...cycles.map((spent) => spent.toFixed(0)));
}

function call() {
  const before = snapshot(timing);
  const retired = machine.processor.retired;
  const result = machine.call('sum', [DATA, words]);
  const { cycles, causes } = since(before, timing);
  return { result, cycles, causes: cpiStack(causes), instructions: machine.processor.retired - retired };
}

function row(label: string, ...columns: string[]): void {
  console.log(label.padEnd(22) + columns.map((column) => column.padStart(13)).join(''));
}
