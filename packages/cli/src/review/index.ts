import { readBenchObject, review, SERIES_IDS, type Review } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { Command } from 'commander';
import { ProgressLine } from '../bench/progress.js';
import { usesColors, type Host } from '../host.js';
import { parseReviewArguments, type ReviewRequest } from './options.js';
import { reviewReport } from './report.js';

const EXAMPLES = `
Examples:
  tracelab review ops-direct                         the diff, and what a call saves
  tracelab review rethook --core cortex-a55
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
      const result = measure(request, host);
      host.stdout.write(
        format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : reviewReport(result, { color: usesColors(host) }),
      );
    });
}

function measure(request: Omit<ReviewRequest, 'format'>, host: Host): Review {
  const progress = new ProgressLine(host.stderr);
  try {
    const object = readBenchObject(triggerObject);
    return review({ ...request, object, onProgress: (done, total, id) => progress.show(`${done} of ${total}  ${id}`) });
  } finally {
    progress.clear();
  }
}
