import { readBenchObject, review, SERIES_IDS } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { Command } from 'commander';
import { withProgress } from '../bench/progress.js';
import { usesColors, type Host } from '../host.js';
import { parseReviewArguments } from './options.js';
import { reviewReport } from './report.js';

const EXAMPLES = `
Examples:
  tracelab review ops-direct                  the diff, and what a call saves
  tracelab review rethook --core cortex-a53
  tracelab review fprobe --json | jq '.paths[].symbols'`;

export function reviewCommand(host: Host): Command {
  return new Command('review')
    .description('what a series changes: machine code symbol by symbol, instructions and cycles of a call')
    .argument('<package>', `one of ${SERIES_IDS.join(', ')}`)
    .option('--core <name>', 'core model (default: cortex-a72)')
    .option('--json', 'one JSON document, tracelab.review/1')
    .addHelpText('after', EXAMPLES)
    .action((name: string, options: object) => {
      const { format, ...request } = parseReviewArguments(name, options);
      const object = readBenchObject(triggerObject);
      const result = withProgress(host, (onProgress) => review({ ...request, object, onProgress }));
      host.stdout.write(
        format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : reviewReport(result, { color: usesColors(host) }),
      );
    });
}
