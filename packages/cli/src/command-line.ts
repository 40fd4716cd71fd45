import { Command, type Argument, type CommanderError, type Option } from 'commander';
import { a64Command } from './a64/index.js';
import { benchCommand } from './bench/index.js';
import { bpfCommand } from './bpf/index.js';
import { btfCommand } from './btf/index.js';
import { completionCommand } from './completion/index.js';
import { contentionCommand } from './contention/index.js';
import { defectsCommand } from './defects/index.js';
import { diffCommand } from './diff/index.js';
import { EXIT, InputError, report } from './errors.js';
import { explainCommand } from './explain/index.js';
import type { Host } from './host.js';
import { mergeCommand } from './merge/index.js';
import { questionsCommand } from './questions/index.js';
import { reportCommand } from './report/index.js';
import { reviewCommand } from './review/index.js';
import { runCommand } from './run/index.js';
import { sensitivityCommand } from './sensitivity/index.js';
import { sweepCommand } from './sweep/index.js';
import { traceCommand } from './trace/index.js';
import { version } from './version.js';

/** Runs the `tracelab` command. @returns its exit status: one of {@link EXIT}, or that of a program that `a64 run` ran */
export async function commandLine(args: readonly string[], host: Host): Promise<number> {
  let status: number = EXIT.ok;
  const program = new Command('tracelab')
    .description('What does each optimisation of kernel tracing buy on arm64?')
    .version(version())
    .addHelpText('after', '\nExit status: 0 done, 1 the lab failed, 2 an option or a file cannot be used.')
    .addCommand(benchCommand(host))
    .addCommand(explainCommand(host))
    .addCommand(diffCommand(host))
    .addCommand(traceCommand(host))
    .addCommand(sweepCommand(host))
    .addCommand(mergeCommand(host))
    .addCommand(reportCommand(host))
    .addCommand(sensitivityCommand(host))
    .addCommand(contentionCommand(host))
    .addCommand(questionsCommand(host))
    .addCommand(defectsCommand(host))
    .addCommand(reviewCommand(host))
    .addCommand(runCommand(host, (ofCalls) => (status = ofCalls)))
    .addCommand(bpfCommand(host))
    .addCommand(btfCommand(host))
    .addCommand(a64Command(host, (ofProgram) => (status = ofProgram)))
    .addCommand(completionCommand(host));
  settle(program, host);
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return report(error, host.stderr);
  }
}

/** Makes a command and those below it write to the host, and throw instead of leaving the process. */
function settle(command: Command, host: Host): void {
  command
    .configureOutput({ writeOut: (text) => host.stdout.write(text), writeErr: () => {}, getOutHelpWidth: () => 80 })
    .exitOverride((error) => {
      throw explained(error, command);
    });
  for (const one of command.commands) settle(one, host);
}

/** commander's messages, with what would be accepted. */
function explained(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return error;
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const commands = command.commands.map((one) => one.name()).join(', ');
  switch (error.code) {
    case 'commander.help':
      return new InputError(`no command: one of ${commands}`);
    case 'commander.unknownCommand':
      return new InputError(`unknown command ${JSON.stringify(command.args[0])}: one of ${commands}`);
    case 'commander.unknownOption':
      if (command.commands.length > 0) return new InputError(`${message}: a command first, one of ${commands}`);
      if (command.options.length === 0) return new InputError(`${message}: ${command.name()} has none`);
      return new InputError(`${message}: one of ${command.options.map(({ long }) => long).join(', ')}`);
    case 'commander.excessArguments': {
      const { length } = command.registeredArguments;
      const takes = length === 0 ? 'no argument' : `${length} ${length === 1 ? 'argument' : 'arguments'}`;
      return new InputError(`${command.name()} takes ${takes}: ${JSON.stringify(command.args[length])} is too many`);
    }
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
    case 'commander.optionMissingArgument': {
      const missing = [...command.options, ...command.registeredArguments].find((one) => message.includes(quoted(one)));
      return new InputError(missing ? `${message}: ${missing.description}` : message);
    }
    default:
      return new InputError(message);
  }
}

/** As commander's messages name an option or an argument. */
function quoted(one: Option | Argument): string {
  return `'${'flags' in one ? one.flags : one.name()}'`;
}
