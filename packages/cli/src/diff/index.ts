import { CONFIGURATION_FORMS, diff } from '@tracelab/bench';
import { Command } from 'commander';
import { addSurroundings, upTo } from '../configuration/flags.js';
import { objectFor } from '../configuration/object.js';
import { parseConfigurationRequest } from '../configuration/request.js';
import { usesColors, type Host } from '../host.js';
import { diffReport } from './report.js';

const EXAMPLES = `
A and B are rows of tracelab bench: base, kprobe, "direct fexit",
"fprobe fentry ftrace-regs+ops-direct"; core=NAME or mitigations=NAME behind one
of them overrides the option.

Examples:
  tracelab diff "direct fentry" "fprobe fentry all"
  tracelab diff "fprobe fexit none" "fprobe fexit rethook" --limit 5
  tracelab diff kprobe "kprobe core=neoverse-n1"
  tracelab diff base "direct fentry" --json | jq '.symbols[0]'`;

/** Functions that are shown. */
const SHOWN = 20;
const MOST = 1000;

export function diffCommand(host: Host): Command {
  const command = new Command('diff')
    .description('two configurations side by side: functions by what changed most, and the machine code that differs')
    .argument('<A>', `one of ${CONFIGURATION_FORMS}`)
    .argument('<B>', 'the other one, likewise');
  return addSurroundings(command)
    .option('--limit <number>', `functions that are shown (default: ${SHOWN})`, upTo(MOST))
    .option('--json', 'one JSON document, tracelab.diff/1')
    .addHelpText('after', EXAMPLES)
    .action((a: string, b: string, options: { readonly limit?: number }) => {
      const [before, after] = [a, b].map((text) => parseConfigurationRequest(text, options));
      const { object } = objectFor(before!.object, [before!.configuration, after!.configuration], host);
      const difference = diff(before!.configuration, after!.configuration, object);
      const text = before!.json
        ? `${JSON.stringify(difference, null, 2)}\n`
        : diffReport(difference, options.limit ?? SHOWN, { color: usesColors(host) });
      host.stdout.write(text);
    });
}
