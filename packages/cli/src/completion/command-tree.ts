import type { Command, Option } from 'commander';
import { COMPLETED } from './values.js';

/** What a shell can offer for a value: names, files, words `key=value`, or nothing. */
export type Offer = readonly string[] | 'files' | Assignments | undefined;

/** What each key takes; a file may stand in place of them. */
export interface Assignments {
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

export function isAssignments(values: Offer): values is Assignments {
  return typeof values === 'object' && 'keys' in values && typeof values.keys === 'object';
}

export interface OfferedOption {
  /** `-o` and `--output`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly values: Offer;
}

/** A command of the tree, as a shell sees it. */
export interface OfferedCommand {
  /** Names down from the program, which is ''. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OfferedOption[];
  /** Of all its arguments together. */
  readonly values: Offer;
}

/** All commands from `program` on, itself first. */
export function commandTree(program: Command, path = ''): OfferedCommand[] {
  const values = program.registeredArguments.map((one) => valuesOf(path, one.name(), `${one.name()} ${one.description}`));
  // An option that takes any number of words takes those that stand by themselves as well.
  for (const { variadic, long, flags } of program.options) if (variadic) values.push(valuesOf(path, long!, flags));
  const node: OfferedCommand = {
    path,
    commands: program.commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: [
      ...program.options.map((option) => offered(path, option)),
      { names: ['-h', '--help'], description: 'display help for command', takesValue: false, values: undefined },
    ],
    values: values.includes('files') ? 'files' : values.find((one) => one !== undefined),
  };
  return [node, ...program.commands.flatMap((one) => commandTree(one, `${path} ${one.name()}`.trim()))];
}

function offered(path: string, { short, long, flags, description, required, optional }: Option): OfferedOption {
  const names = [short, long].filter((name) => name !== undefined);
  return { names, description, takesValue: required || optional, values: valuesOf(path, long!, flags) };
}

/** @param about where a file is spoken of if one is taken */
function valuesOf(path: string, name: string, about: string): Offer {
  const [command] = path.split(' ');
  const known = COMPLETED[`${command} ${name}`] ?? COMPLETED[name];
  if (known) return known;
  return /\b(file|files|object|trace|results)\b/.test(about) ? 'files' : undefined;
}
