import { decode, disassemble, translate, type Feature, type Instruction } from '@tracelab/arm64-machine';
import { Command } from 'commander';
import type { Host } from '../host.js';
import { undefinedWord } from './dis.js';
import { hex, parseWords } from './input.js';
import { describeSteps } from './semantics.js';

const ALL_FEATURES: ReadonlySet<Feature> = new Set(['crc32', 'lse', 'pauth', 'bti', 'simd']);

export function decodeCommand(host: Host): Command {
  return new Command('decode')
    .description('what the table knows of words: row, fields, semantics (old values on the right), timing class')
    .requiredOption('--hex <words...>', 'words in hex')
    .option('--json', 'the same as JSON')
    .action(({ hex: given, json }: { hex: readonly string[]; json?: true }) => {
      const words = parseWords(given).map(describe);
      if (json) host.stdout.write(`${JSON.stringify({ format: 'tracelab.a64.decode/1', words }, null, 2)}\n`);
      else host.stdout.write(words.map(print).join('\n'));
    });
}

interface Decoded {
  readonly word: string;
  readonly text: string;
  readonly row: string;
  readonly pattern: string;
  readonly feature: Feature | null;
  readonly fields: Instruction['fields'];
  readonly semantics: readonly string[];
  readonly class: string;
}

function describe(word: number): Decoded | { readonly word: string; readonly text: null } {
  const instruction = decode(word, ALL_FEATURES);
  const text = disassemble(word);
  if (!instruction || text === undefined) return { word: hex(word), text: null };
  const { row, fields } = instruction;
  return {
    word: hex(word),
    text,
    row: row.name,
    pattern: row.pattern,
    feature: row.feature ?? null,
    fields,
    semantics: describeSteps(translate(word, ALL_FEATURES)!.steps),
    class: typeof row.class === 'function' ? row.class(fields) : row.class,
  };
}

function print(decoded: ReturnType<typeof describe>): string {
  if (decoded.text === null) return `${decoded.word}  ${undefinedWord(parseInt(decoded.word, 16))}\n`;
  const { word, text, row, pattern, feature, fields, semantics, class: timingClass } = decoded;
  const lines = [
    ['row', `${row}: ${pattern}`],
    ...(feature ? [['feature', feature]] : []),
    [
      'fields',
      Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ],
    ...semantics.map((step, i) => [i === 0 ? 'does' : '', step]),
    ['class', timingClass],
  ];
  return `${word}  ${text}\n${lines.map(([name, value]) => `  ${name!.padEnd(8)}${value}\n`).join('')}`;
}
