import { runContention } from '@tracelab/bench';
import { Command } from 'commander';
import { withProgress } from '../bench/progress.js';
import { usesColors, type Host } from '../host.js';
import { parseContentionOptions } from './options.js';
import { contentionReport } from './report.js';

const EXAMPLES = `
Examples:
  tracelab contention                                the whole table
  tracelab contention --cores 1,4 --pool freelist    two rows
  tracelab contention --json | jq '.rows[].efficiency'`;

export function contentionCommand(host: Host): Command {
  return new Command('contention')
    .description('add cores that call one traced function: what each kind of node pool makes of them')
    .option('--cores <numbers>', 'from 1 to 16 (default: 1,2,4,8,16)')
    .option('--pool <names>', 'freelist, per-cpu, shadow-stack (default: all)')
    .option('--json', 'one JSON document, tracelab.contention/1')
    .addHelpText('after', EXAMPLES)
    .action((options: unknown) => {
      const { format, ...request } = parseContentionOptions(options);
      const result = withProgress(host, (onProgress) => runContention({ ...request, onProgress }));
      const text = format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : contentionReport(result, { color: usesColors(host) });
      host.stdout.write(text);
    });
}
