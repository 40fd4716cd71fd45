import type { Cluster } from '../smp/index.js';
import { CAUSES } from '../timing/timing-model.js';

interface MonitorCommand {
  readonly help: string;
  answer(cluster: Cluster): readonly string[];
}

const commands: Readonly<Record<string, MonitorCommand>> = {
  cycles: {
    help: 'cycles and retired instructions of each core',
    answer: ({ cores }) => cores.map(({ number, timing, cycles, processor }) => {
      const instructions = `${processor.retired} instructions`;
      return `core ${number}: ${timing ? `${cycles} cycles, ${instructions}` : `${instructions}, not timed`}`;
    }),
  },
  causes: {
    help: 'where the cycles of each core went',
    answer: ({ cores }) => cores.flatMap(({ number, timing }) => {
      if (!timing) return [`core ${number}: not timed`];
      const causes = CAUSES.map((cause, i) => ({ cause, cycles: timing.causes[i]! })).filter(({ cycles }) => cycles > 0);
      return [`core ${number}:`, ...causes.map(({ cause, cycles }) => `  ${cycles.toFixed(1).padStart(12)}  ${cause}`)];
    }),
  },
};

/** Answers gdb's `monitor COMMAND`. */
export function monitor(command: string, cluster: Cluster): string {
  const name = command.trim();
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known) return `${known.answer(cluster).join('\n')}\n`;
  const list = Object.entries(commands).map(([each, { help }]) => `  ${each}: ${help}`).join('\n');
  return `${name === 'help' ? 'monitor commands' : `unknown monitor command "${name}", one of`}:\n${list}\n`;
}
