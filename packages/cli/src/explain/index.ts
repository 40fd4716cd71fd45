import { explain } from '@tracelab/bench';
import { Command } from 'commander';
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
    .option('--symbol <names>', 'functions that are annotated', listed)
    .option('--json', 'one JSON document, tracelab.explain/1')
    .addHelpText('after', EXAMPLES)
    .action((text: string | undefined, options: Options) => {
      const { configuration, object: path, json } = parseConfigurationRequest(text, options);
      const { object } = objectFor(path, [configuration], host);
      const explained = explain(configuration, object);
      const names = options.symbol?.split(',') ?? explained.symbols.slice(0, options.limit ?? ANNOTATED).map(({ name }) => name);
      const strange = names.find((name) => !explained.symbols.some((one) => one.name === name));
      if (strange !== undefined) {
        const has = explained.symbols.map(({ name }) => name).sort().join(', ');
        throw new InputError(`symbol ${JSON.stringify(strange)}: the call does not pass it; one of ${has}`);
      }
      host.stdout.write(json ? `${JSON.stringify(explained, null, 2)}\n` : explainReport(explained, names, { color: usesColors(host) }));
    });
}
