import { Command } from 'commander';
import { readInput, STANDARD, writeOutput } from '../errors.js';
import type { Host } from '../host.js';
import { benchSection } from './bench-section.js';
import { contentionSection } from './contention-section.js';
import type { ReportDocument, Section } from './document.js';
import { reportHtml } from './html.js';
import { readResults, type Results } from './read-results.js';
import { sweepSection } from './sweep-section.js';

const EXAMPLES = `
RESULTS are what bench --json, contention --json and sweep write.

Examples:
  tracelab bench --json > bench.json
  tracelab contention --json > cores.json
  tracelab report bench.json cores.json -o report.html
  tracelab report rows.jsonl --title 'Two cores' -o report.html`;

export function reportCommand(host: Host): Command {
  return new Command('report')
    .description('tables and plots of results, in one HTML file that needs nothing else')
    .argument('<results...>', 'files of results')
    .option('-o, --output <file>', 'where to (default: standard output)')
    .option('--title <text>', 'of the page', 'tracelab')
    .option('--json', 'what the page shows as one JSON document, tracelab.report/1')
    .addHelpText('after', EXAMPLES)
    .action((paths: readonly string[], { output, title, json }: { readonly output?: string; readonly title: string; readonly json?: true }) => {
      const sections = paths.map((path) => sectionOf(readResults(path, readInput(path, host.readFile))));
      const document: ReportDocument = { schema: 'tracelab.report/1', title, sections };
      const text = json ? `${JSON.stringify(document, null, 2)}\n` : reportHtml(document);
      writeOutput(output ?? STANDARD, text, host);
    });
}

function sectionOf({ schema, path, result }: Results): Section {
  switch (schema) {
    case 'tracelab.bench/1':
      return benchSection(path, result);
    case 'tracelab.contention/1':
      return contentionSection(path, result);
    case 'tracelab.sweep/1':
      return sweepSection(path, result);
  }
}
