import { callEvents, chainOf, type CallEvent, type PipelineTrace } from '@tracelab/arm64-machine';
import { parseConfiguration, readBenchObject, record } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { formatNames, type FormatName } from '../src/trace/formats.js';
import { tracelab } from './recording-host.js';
import { fileFormatSchema, speedscopeImporter, type ReadProfile } from './speedscope.js';

const configuration = 'fprobe fexit ftrace-regs';
const { trace } = record(parseConfiguration(configuration), readBenchObject(triggerObject), 2);

async function written(format: FormatName): Promise<string> {
  const { status, stdout, stderr } = await tracelab(['trace', configuration, '--format', format]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** Cycles of each function's own, as the recorder has them. */
function ownCycles({ rows, frames }: PipelineTrace): Record<string, number> {
  const own: Record<string, number> = {};
  for (const { frame, cycles } of rows) if (cycles > 0) own[frames[frame]!.name] = (own[frames[frame]!.name] ?? 0) + cycles;
  return own;
}

describe("speedscope's importer reads", () => {
  const read = speedscopeImporter();
  const open = async (format: FormatName): Promise<ReadProfile[]> => [...(await read(`call.${format}`, await written(format)))!.profiles];

  /** @param unit of the reader in cycles */
  function own(profile: ReadProfile, unit = 1): Record<string, number> {
    const weights: Record<string, number> = {};
    profile.forEachFrame((frame) => {
      const cycles = Math.round(frame.getSelfWeight() / unit);
      if (cycles > 0) weights[frame.name] = cycles;
    });
    return weights;
  }

  test('its own format: the calls in their order, and every cycle', async () => {
    const [calls, causes] = await open('speedscope');
    expect(own(calls!)).toEqual(ownCycles(trace));
    expect([calls!.getTotalWeight(), causes!.getTotalWeight()]).toEqual([trace.cycles, trace.cycles]);
    const seen: string[] = [];
    calls!.forEachCall((node, at) => seen.push(`open ${node.frame.name} ${at}`), (node, at) => seen.push(`close ${node.frame.name} ${at}`));
    // A call in which no cycle passed has no width, and is dropped.
    const events = callEvents(trace).filter(({ frame, at }, i, all) => {
      const [before, after] = [all[i - 1], all[i + 1]];
      const isOther = (one: CallEvent | undefined): boolean => one?.frame === frame && one.at === at;
      return !isOther(before) && !isOther(after);
    });
    expect(seen).toEqual(events.map(({ type, frame, at }) => `${type} ${trace.frames[frame]!.name} ${at}`));
  });

  test('Chrome trace events: a microsecond for a thousand cycles', async () => {
    const profiles = await open('chrome');
    const calls = profiles.find((one) => one.getName().includes('calls'))!;
    expect(own(calls, 1 / 1000)).toEqual(ownCycles(trace));
    const waits = profiles.find((one) => one.getName().includes('waits for retirement'))!;
    expect(Math.round(1000 * waits.getTotalWeight())).toBe(trace.cycles);
  });

  test('collapsed stacks', async () => {
    const [profile] = await open('collapsed');
    expect(own(profile!)).toEqual(ownCycles(trace));
  });

  test("perf script's samples, with the chain of callers of each", async () => {
    const [profile] = await open('perf-script');
    const chains = new Map<string, number>();
    const stack: string[] = [];
    profile!.forEachCall(
      ({ frame }) => {
        stack.push(frame.name.replace(/\+0x[0-9a-f]+$/, ''));
        chains.set(stack.join(' '), (chains.get(stack.join(' ')) ?? 0) + 1);
      },
      () => stack.pop(),
    );
    const sampled = trace.rows.filter(({ cycles }) => cycles > 0);
    for (const { frame } of sampled) expect([...chains.keys()]).toContain(chainOf(trace, frame).join(' '));
  });
});

test('the speedscope file is valid by the schema that speedscope publishes', async () => {
  const validate = new Ajv({ strict: false }).compile(fileFormatSchema);
  validate(JSON.parse(await written('speedscope')));
  expect(validate.errors).toBeNull();
});

test("perf script, folded as stackcollapse-perf.pl reads it, is the collapsed stacks", async () => {
  const stacks = new Map<string, number>();
  for (const sample of (await written('perf-script')).trimEnd().split('\n\n')) {
    const [head, ...frames] = sample.split('\n');
    const [, period] = /^\S.+?\s+\d+\s.*:\s*(\d+)\s+cycles:\s*$/.exec(head!)!;
    const names = frames.map((line) => /^\s*\w+\s*(.+) \(.*\)$/.exec(line)![1]!.replace(/\+0x[\da-f]+$/, ''));
    const stack = names.toReversed().join(';');
    stacks.set(stack, (stacks.get(stack) ?? 0) + Number(period));
  }
  const folded = [...stacks].map(([stack, cycles]) => `${stack} ${cycles}`);
  const collapsed = (await written('collapsed')).trimEnd().split('\n').filter((line) => !line.endsWith(' 0'));
  expect(folded.toSorted()).toEqual(collapsed.toSorted());
});

test('Konata: one I and one R for each retired instruction of the iterations', async () => {
  const lines = (await written('konata')).split('\n');
  expect(lines[0]).toBe('Kanata\t0004');
  for (const command of ['I', 'R']) {
    expect(lines.filter((line) => line.startsWith(`${command}\t`)), command).toHaveLength(trace.rows.length);
  }
});

test('json is what was recorded', async () => {
  const name = 'fprobe fexit ftrace-regs on cortex-a72';
  expect(JSON.parse(await written('json'))).toEqual({ schema: 'tracelab.trace/1', name, ...trace });
});

test('-o writes the file, and nothing to the terminal', async () => {
  const { stdout, stderr, files } = await tracelab(['trace', 'base', '--format', 'collapsed', '-o', 'call.txt', '--iterations', '1']);
  expect([stdout, stderr, Object.keys(files)]).toEqual(['', '', ['call.txt']]);
  const total = String(files['call.txt']).trimEnd().split('\n').reduce((sum, line) => sum + Number(/\d+$/.exec(line)![0]), 0);
  const { stdout: explained } = await tracelab(['explain', 'base', '--json']);
  expect(total).toBe((JSON.parse(explained) as { cycles: number }).cycles);
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [[], `required option '--format <name>' not specified: ${formatNames.join(', ')}`],
    [['--format', 'vcd'], `argument 'vcd' is invalid. One of ${formatNames.join(', ')}.`],
    [['--format', 'konata', '--iterations', '65'], 'It must be a number from 1 to 64.'],
    [['nothing', '--format', 'konata'], 'configuration "nothing": no invoker "nothing"'],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['trace', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
