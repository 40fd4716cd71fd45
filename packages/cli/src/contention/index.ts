import { runContention, type ContentionResult } from '@tracelab/bench';
import { Command } from 'commander';
import { ProgressLine } from '../bench/progress.js';
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
      const result = measure(request, host);
      const text = format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : contentionReport(result, { color: usesColors(host) });
      host.stdout.write(text);
    });
}

function measure(request: Parameters<typeof runContention>[0], host: Host): ContentionResult {
  const progress = new ProgressLine(host.stderr);
  try {
    return runContention({ ...request, onProgress: (done, total, id) => progress.show(`${done} of ${total}  ${id}`) });
  } finally {
    progress.clear();
  }
}
