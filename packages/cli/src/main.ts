import { Command } from 'commander';

const program = new Command('tracelab').description('What does each kernel tracing optimisation buy on arm64?');
program
  .command('bench')
  .description('measure the roads of BPF tracing')
  .action(() => program.error('tracelab: bench is not written yet'));
await program.parseAsync();
