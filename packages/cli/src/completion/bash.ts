import { isAssignments, type Assignments, type Offer, type OfferedCommand } from './command-tree.js';

/**
 * For bash: a function that `complete` calls. Values between commas are completed one by one. `=` is a word of its own in
 * what readline hands over: the word before it is the option, or the key.
 */
export function bashScript(tree: readonly OfferedCommand[]): string {
  return `# bash completion of tracelab: eval "$(tracelab completion bash)", or a file tracelab in
# ~/.local/share/bash-completion/completions.
_tracelab() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' word head='' offer=''
  COMPREPLY=()
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  [[ $cur == = ]] && cur=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in
${steps(tree).map(({ from, word, to }) => `      ${quoted(`${from}/${word}`)}) at=${quoted(to)} ;;`).join('\n')}
    esac
  done
  case "$at/$prev" in
${optionValues(tree).map(({ pattern, values }) => `    ${pattern.map(quoted).join('|')}) offer=${offer(values)} ;;`).join('\n')}
    *) case "$at/$cur" in
${tree.map(({ path, options }) => `      ${quoted(path)}/-*) offer=${quoted(options.flatMap(({ names }) => names).join(' '))} ;;`).join('\n')}
${tree.map(({ path, commands, values }) => `      ${quoted(path)}/*) offer=${offer(commands.length > 0 ? commands.map(({ name }) => name) : values)} ;;`).join('\n')}
    esac ;;
  esac
  case $offer in
    '') ;;
    *=)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -W "$offer" -- "$cur"; compgen -f -- "$cur") ;;
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    *)
      [[ $cur == *,* ]] && head=\${cur%,*},
      mapfile -t COMPREPLY < <(compgen -P "$head" -W "$offer" -- "\${cur##*,}") ;;
  esac
}
complete -F _tracelab tracelab
`;
}

/** From command to command by words. */
export function steps(tree: readonly OfferedCommand[]): { from: string; word: string; to: string }[] {
  return tree.flatMap(({ path, commands }) => commands.map(({ name }) => ({ from: path, word: name, to: `${path} ${name}`.trim() })));
}

/** `command/--option` of each option that takes a value, and `command/key` of each key that has values behind a `=`. */
export function optionValues(tree: readonly OfferedCommand[]): { pattern: string[]; values: Offer }[] {
  return tree.flatMap(({ path, options }) =>
    options.filter(({ takesValue }) => takesValue).flatMap(({ names, values }) => [
      { pattern: names.map((name) => `${path}/${name}`), values },
      ...(isAssignments(values) ? Object.entries(values.keys).map(([key, its]) => ({ pattern: [`${path}/${key}`], values: its })) : []),
    ]),
  );
}

/** `core= hook=`: what stands in front of values. */
export function keyWords({ keys }: Assignments): string[] {
  return Object.keys(keys).map((key) => `${key}=`);
}

function offer(values: Offer): string {
  if (isAssignments(values)) return quoted(keyWords(values).join(' '));
  return values === undefined ? "''" : values === 'files' ? 'files' : quoted(values.join(' '));
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
