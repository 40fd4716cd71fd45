import { Command } from 'commander';
import { InputError, readInput, STANDARD, writeOutput } from '../errors.js';
import type { Host } from '../host.js';
import { formatSweep, parseSweepFile } from '../sweep/result-file.js';
import { mergeSweeps } from './merge-sweeps.js';

const EXAMPLES = `
Examples:
  tracelab merge 1.jsonl 2.jsonl 3.jsonl -o all.jsonl
  tracelab merge shard-*.jsonl -o all.csv`;

export function mergeCommand(host: Host): Command {
  return new Command('merge')
    .description('one file of the shards of a sweep: the one that a sweep without shards would have written')
    .argument('<files...>', 'JSON lines that tracelab sweep --shard wrote')
    .requiredOption('-o, --output <file>', 'JSON lines, or CSV where it ends in .csv')
    .option('--json', 'the rows as one JSON document as well, tracelab.sweep/1')
    .addHelpText('after', EXAMPLES)
    .action((paths: readonly string[], { output, json }: { readonly output: string; readonly json?: true }, command: Command) => {
      if (json && output === STANDARD) command.error("option '--json' cannot be used with an --output to standard output");
      const csv = paths.find((path) => path.endsWith('.csv'));
      if (csv !== undefined) throw new InputError(`cannot merge ${JSON.stringify(csv)}: JSON lines hold what CSV does not, give --out FILE.jsonl to the sweeps`);
      const files = paths.map((path) => {
        const text = new TextDecoder().decode(readInput(path, host.readFile));
        return { path, ...parseSweepFile(path, text) };
      });
      const merged = mergeSweeps(files);
      writeOutput(output, formatSweep(output, merged), host);
      if (json) host.stdout.write(`${JSON.stringify({ ...merged.header, rows: merged.rows }, null, 2)}\n`);
    });
}
