import { runObject, withoutBigints } from '@tracelab/bench';
import { Command } from 'commander';
import { once, VALUES } from '../configuration/flags.js';
import { readInput, refusing } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { parseRunOptions, RUN_INVOKERS } from './options.js';
import { runReport } from './report.js';

const EXAMPLES = `
The object is what clang -target bpf -g -O2 -c makes of a program for libbpf,
with \`tracelab btf vmlinux\` for its vmlinux.h. Every program is attached where
its section says; those in sections such as ?fentry/NAME where --program names
them.

Examples:
  tracelab run count.bpf.o                    calls of the test functions
  tracelab run count.bpf.o --trigger getpgid --invoker fprobe
  tracelab run count.bpf.o --trigger calls.json --json

calls.json:
  [{"function": "bpf_fentry_test2", "args": [2, 3], "expect": 5, "bits": 32}]
Exit status 1 where a call did not return what it is expected to.`;

export function runCommand(host: Host, exit: (status: number) => void): Command {
  return new Command('run')
    .description("attach the programs of one's own object, drive them, show what they left and what they cost")
    .argument('<object>', 'BPF object; - for standard input')
    .option('--trigger <name>', 'getpgid, test_run, or a file of calls (default: test_run)', once)
    .option('--invoker <name>', `who calls fentry, fexit and fmod_ret programs: ${RUN_INVOKERS.join(', ')} (default: direct)`, once)
    .option('--series <names>', `${VALUES.series.join(', ')} (default: all)`, once)
    .option('--pool <name>', `when fprobe takes a node: ${VALUES.pool.join(', ')} (default: when-needed)`, once)
    .option('--core <name>', `${VALUES.core.join(', ')}`, once)
    .option('--program <name...>', 'attach these optional programs, too')
    .option('--cookie <name=number...>', 'what bpf_get_attach_cookie() gives a program; of kprobe.multi also PROGRAM:FUNCTION=NUMBER')
    .option('--set <name=number...>', 'initial value of a global variable, before programs are verified')
    .option('--json', 'one JSON document, tracelab.run/1')
    .addHelpText('after', EXAMPLES)
    .action((path: string, options: unknown) => {
      const { json, ...request } = parseRunOptions(options, host);
      const bytes = readInput(path, host.readFile);
      const result = refusing(path, () => runObject({ ...request, bytes, objectName: path }));
      host.stdout.write(json ? `${JSON.stringify(result, withoutBigints, 2)}\n` : runReport(result, { color: usesColors(host) }));
      if (result.calls.some(({ expected }) => expected !== null)) exit(1);
    });
}
