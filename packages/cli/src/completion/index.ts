import { Command, InvalidArgumentError } from 'commander';
import type { Host } from '../host.js';
import { bashScript } from './bash.js';
import { commandTree, type OfferedCommand } from './command-tree.js';
import { fishScript } from './fish.js';
import { shells, type Shell } from './shells.js';
import { zshScript } from './zsh.js';

const EXAMPLES = `
Examples:
  eval "$(tracelab completion bash)"                 in ~/.bashrc
  tracelab completion zsh > "\${fpath[1]}/_tracelab"
  tracelab completion fish > ~/.config/fish/completions/tracelab.fish`;

const scripts: Readonly<Record<Shell, (tree: readonly OfferedCommand[]) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Scripts made from the commands and options that there are. */
export function completionCommand(host: Host): Command {
  return new Command('completion')
    .description('a script that makes the shell complete commands, options and their values')
    .argument('<shell>', shells.join(', '), shell)
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell, _options: unknown, command: Command) => {
      host.stdout.write(scripts[shell](commandTree(command.parent!)));
    });
}

function shell(text: string): Shell {
  const shell = shells.find((one) => one === text);
  if (!shell) throw new InvalidArgumentError(`One of ${shells.join(', ')}.`);
  return shell;
}
