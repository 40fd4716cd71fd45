import { keyWords, optionValues, quoted, steps } from './bash.js';
import { isAssignments, type Offer, type OfferedCommand } from './command-tree.js';

/** For zsh: a function for compinit, with descriptions. */
export function zshScript(tree: readonly OfferedCommand[]): string {
  return `#compdef tracelab
# zsh completion of tracelab: a file _tracelab in a directory of $fpath, or eval "$(tracelab completion zsh)" after compinit.
_tracelab() {
  local cur=$words[CURRENT] prev=$words[CURRENT-1] at='' word
  if [[ $cur = *=* ]]; then prev=\${cur%%=*} cur=\${cur#*=}; compset -P '*='; fi
  for word in $words[2,CURRENT-1]; do
    case "$at/$word" in
${steps(tree).map(({ from, word, to }) => `      (${quoted(`${from}/${word}`)}) at=${quoted(to)} ;;`).join('\n')}
    esac
  done
  case "$at/$prev" in
${optionValues(tree).map(({ pattern, values }) => `    (${pattern.map(quoted).join('|')}) ${offer(values)} ;;`).join('\n')}
    (*) case "$at/$cur" in
${tree.map(({ path, options }) => `      (${quoted(path)}/-*) ${described('option', options.map(({ names, description }) => [names.at(-1)!, description]))} ;;`).join('\n')}
${tree.map(({ path, commands, values }) => `      (${quoted(path)}/*) ${commands.length > 0 ? described('command', commands.map(({ name, description }) => [name, description])) : offer(values)} ;;`).join('\n')}
    esac ;;
  esac
}
if [[ $funcstack[1] = _tracelab ]]; then _tracelab "$@"; else compdef _tracelab tracelab; fi
`;
}

function described(kind: string, entries: readonly (readonly [name: string, description: string])[]): string {
  const list = entries.map(([name, description]) => quoted(`${name.replaceAll(':', '\\:')}:${description}`)).join(' ');
  return `local -a offer=(${list}); _describe ${kind} offer`;
}

/** Values between commas are completed one by one. */
function offer(values: Offer): string {
  if (values === undefined) return ':';
  if (isAssignments(values)) return `compadd -S '' -- ${keyWords(values).map(quoted).join(' ')}; _files`;
  return values === 'files' ? '_files' : `compset -P '*,'; compadd -- ${values.map(quoted).join(' ')}`;
}
