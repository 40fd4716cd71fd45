import { explain, type Explanation } from '@tracelab/bench';
import { Command, Option } from 'commander';
import { addConfiguration, listed, upTo } from '../configuration/flags.js';
import { objectFor } from '../configuration/object.js';
import { parseConfigurationRequest } from '../configuration/request.js';
import { InputError } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { explainReport } from './report.js';

const EXAMPLES = `
The configuration is one of tracelab bench's rows: base, kprobe, "direct fexit",
"fprobe fentry ftrace-regs+ops-direct", core=NAME or mitigations=NAME behind it;
or it is put together by options.

Examples:
  tracelab explain                                   fprobe with every series
  tracelab explain "direct fexit"
  tracelab explain kprobe --symbol ret_to_kernel     one function, annotated
  tracelab explain kprobe --symbol 'bpf_prog_*,brk_*'
  tracelab explain --series rethook --core cortex-a53
  tracelab explain --json | jq '.symbols[0]'`;

/** Functions whose instructions are shown. */
const ANNOTATED = 5;
const MOST = 1000;

interface Options {
  readonly limit?: number;
  readonly symbol?: string;
}

export function explainCommand(host: Host): Command {
  const command = new Command('explain')
    .description('where the cycles of one call go: by caller, by function, by instruction, and what they wait for')
    .argument('[configuration]', 'in its short form (default: fprobe fentry all)');
  return addConfiguration(command)
    .option('--limit <number>', `functions that are annotated, those with most cycles first (default: ${ANNOTATED})`, upTo(MOST))
    .addOption(new Option('--symbol <names>', 'functions that are annotated; * stands for anything').argParser(listed).conflicts('limit'))
    .option('--json', 'one JSON document, tracelab.explain/1')
    .addHelpText('after', EXAMPLES)
    .action((text: string | undefined, options: Options) => {
      const { configuration, object: path, json } = parseConfigurationRequest(text, options);
      const { object } = objectFor(path, [configuration], host);
      const explained = explain(configuration, object);
      const names = options.symbol === undefined ? namesOf(explained).slice(0, options.limit ?? ANNOTATED) : chosen(options.symbol, explained);
      host.stdout.write(json ? `${JSON.stringify(explained, null, 2)}\n` : explainReport(explained, names, { color: usesColors(host) }));
    });
}

/** Those with most cycles of their own first. */
function namesOf({ symbols }: Explanation): string[] {
  return symbols.map(({ name }) => name);
}

/** @throws InputError where a pattern stands for no function */
function chosen(patterns: string, explained: Explanation): string[] {
  const names = patterns.split(',').flatMap((pattern) => {
    const matching = new RegExp(`^${pattern.split('*').map((part) => part.replace(/[^\w]/g, '\\$&')).join('.*')}$`);
    const found = namesOf(explained).filter((name) => matching.test(name));
    if (found.length === 0) throw new InputError(`symbol ${JSON.stringify(pattern)}: the call does not pass it; one of ${namesOf(explained).sort().join(', ')}`);
    return found;
  });
  return [...new Set(names)];
}
