import { answerQuestions, QUESTIONS } from '@tracelab/bench';
import { cores } from '@tracelab/arm64-machine';
import { Command } from 'commander';
import * as v from 'valibot';
import { withProgress } from '../bench/progress.js';
import { wrap } from '../bench/report/wrap.js';
import { choices, parseOptions } from '../configuration/names.js';
import { objectFor } from '../configuration/object.js';
import { refusing } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { questionsReport } from './report.js';

const NUMBERS = QUESTIONS.map(({ number }) => String(number));

const Options = v.strictObject({
  core: choices.core,
  object: choices.object,
  json: choices.json,
  only: v.optional(v.pipe(
    v.string(),
    v.transform((text) => text.split(',')),
    v.array(v.picklist(NUMBERS, ({ input }) => `no question ${JSON.stringify(input)}: one of ${NUMBERS.join(', ')}`)),
    v.transform((given) => given.map(Number)),
  )),
});

const EXAMPLES = `
${QUESTIONS.map(({ number, title }) => `${String(number).padStart(2)}  ${wrap(title, 76).join('\n    ')}`).join('\n')}

Examples:
  tracelab questions               all of them, in less than a minute
  tracelab questions --only 2,7    two of them
  tracelab questions --json | jq '.answers[].conclusion'`;

export function questionsCommand(host: Host): Command {
  return new Command('questions')
    .description('answer what the thread of November 2022 asked, with figures')
    .option('--only <numbers>', 'which, separated by commas (default: all)')
    .option('--core <name>', `${Object.keys(cores).join(', ')} (default: cortex-a72)`)
    .option('--object <file>', 'BPF object with the programs (default: programs/trigger.bpf.o)')
    .option('--json', 'one JSON document, tracelab.questions/1')
    .addHelpText('after', EXAMPLES)
    .action((options: unknown) => {
      const { core, object: path, only, json } = parseOptions(Options, options);
      const { name, object } = objectFor(path, [], host);
      const answers = withProgress(host, (onProgress) =>
        refusing(name, () => answerQuestions({ core: cores[core]!, object, ...(only && { only }), onProgress })),
      );
      const text = json
        ? `${JSON.stringify({ schema: 'tracelab.questions/1', core, object: name, answers }, null, 2)}\n`
        : questionsReport(answers, { color: usesColors(host) });
      host.stdout.write(text);
    });
}
