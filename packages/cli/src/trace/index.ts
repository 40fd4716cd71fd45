import { configurationId, record } from '@tracelab/bench';
import { Command, InvalidArgumentError } from 'commander';
import { addConfiguration, upTo } from '../configuration/flags.js';
import { objectFor } from '../configuration/object.js';
import { parseConfigurationRequest } from '../configuration/request.js';
import { STANDARD, writeOutput } from '../errors.js';
import type { Host } from '../host.js';
import { FORMATS, formatNames, type FormatName } from './formats.js';

const EXAMPLES = `
Examples:
  tracelab trace --format konata -o call.kanata      github.com/shioyadan/Konata
  tracelab trace kprobe --format speedscope -o call.json     www.speedscope.app
  tracelab trace "direct fexit" --format chrome -o call.json     ui.perfetto.dev
  tracelab trace --format collapsed | flamegraph.pl > call.svg
  tracelab trace --format perf-script --iterations 8`;

const ITERATIONS = 2;
const MOST = 64;

interface Options {
  readonly format: FormatName;
  readonly output?: string;
  readonly iterations?: number;
}

export function traceCommand(host: Host): Command {
  const command = new Command('trace')
    .description('the last iterations, instruction by instruction, for the tools that show pipelines and flame graphs')
    .argument('[configuration]', 'in its short form (default: fprobe fentry all)')
    .requiredOption('--format <name>', formatNames.join(', '), format)
    .option('-o, --output <file>', 'where to (default: standard output)');
  return addConfiguration(command)
    .option('--iterations <number>', `of the benchmark's loop (default: ${ITERATIONS})`, upTo(MOST))
    .addHelpText('after', `\n${formatNames.map((name) => `${name.padEnd(12)} ${FORMATS[name].what}`).join('\n')}\n${EXAMPLES}`)
    .action((text: string | undefined, { format, output, iterations = ITERATIONS, ...options }: Options) => {
      const { configuration, object: path } = parseConfigurationRequest(text, options);
      const { object } = objectFor(path, [configuration], host);
      const { trace } = record(configuration, object, iterations);
      const written = FORMATS[format].write(trace, `${configurationId(configuration)} on ${configuration.core}`);
      writeOutput(output ?? STANDARD, written, host);
    });
}

function format(text: string): FormatName {
  const name = formatNames.find((one) => one === text);
  if (!name) throw new InvalidArgumentError(`One of ${formatNames.join(', ')}.`);
  return name;
}
