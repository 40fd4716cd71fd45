import { steps } from './bash.js';
import { isAssignments, type Offer, type OfferedCommand, type OfferedOption } from './command-tree.js';

/** For fish: a line for each command, option and argument, on the condition that the words so far lead there. */
export function fishScript(tree: readonly OfferedCommand[]): string {
  return `# fish completion of tracelab: a file tracelab.fish in ~/.config/fish/completions, or tracelab completion fish | source
function __tracelab_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
${steps(tree).map(({ from, word, to }) => `            case ${quoted(`${from}/${word}`)}\n                set at ${quoted(to)}`).join('\n')}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c tracelab -f
${tree.flatMap(lines).join('\n')}
`;
}

function lines({ path, commands, options, values }: OfferedCommand): string[] {
  const here = `complete -c tracelab -n ${quoted(`__tracelab_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...options.map((option) => `${here} ${optionFlags(option)} -d ${quoted(option.description)}`),
    ...(values === undefined ? [] : [`${here} ${offer(values)}`]),
  ];
}

function optionFlags({ names, takesValue, values }: OfferedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  if (!takesValue) return flags;
  if (values === 'files') return `${flags} -rF`;
  return values === undefined ? `${flags} -x` : `${flags} ${isAssignments(values) ? '-r' : '-x'} ${offer(values)}`;
}

/** Values between commas are completed one by one; a tab ends a value that has no description, not even the option's. */
function offer(values: NonNullable<Offer>): string {
  if (values === 'files') return '-F';
  if (!isAssignments(values)) return `-a ${quoted(`(__fish_complete_list , 'printf "%s\\t\\n" ${values.join(' ')}')`)}`;
  const words = Object.entries(values.keys).flatMap(([key, its]) => [`${key}=`, ...its.map((value) => `${key}=${value}`)]);
  return `-F -a ${quoted(words.map((word) => `${word}\\t`).join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
