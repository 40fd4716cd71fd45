import type { PipelineTrace } from '../pipeline-trace.js';
import { callEvents } from './call-events.js';

/** An event of the Trace Event Format; `ts` and `dur` are microseconds. */
export interface ChromeEvent {
  readonly ph: 'B' | 'E' | 'X' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface ChromeTrace {
  readonly displayTimeUnit: 'ns';
  readonly otherData: Readonly<Record<string, string>>;
  readonly traceEvents: readonly ChromeEvent[];
}

const PID = 1;
const CALLS = 1;
const RETIREMENT = 2;

/** A cycle is written as a nanosecond: the smallest that Perfetto shows. */
const microseconds = (cycles: number): number => cycles / 1000;

/**
 * For Perfetto and chrome://tracing: calls on one track, and on another the instructions that cycles passed at, each with
 * the causes of its wait (Trace Event Format, "JSON Object Format", "Duration Events", "Complete Events", "Metadata Events").
 */
export function chromeTrace(trace: PipelineTrace, name: string): ChromeTrace {
  const on = (tid: number) => ({ pid: PID, tid });
  const events: ChromeEvent[] = [
    { ph: 'M', ...on(0), name: 'process_name', args: { name } },
    { ph: 'M', ...on(CALLS), name: 'thread_name', args: { name: 'calls' } },
    { ph: 'M', ...on(RETIREMENT), name: 'thread_name', args: { name: 'waits for retirement' } },
  ];
  for (const { type, frame, at } of callEvents(trace)) {
    events.push({ ph: type === 'open' ? 'B' : 'E', ...on(CALLS), name: trace.frames[frame]!.name, cat: 'call', ts: microseconds(at) });
  }
  let at = 0;
  for (const { instruction, cycles, causes } of trace.rows) {
    const { text, symbol, offset } = trace.instructions[instruction]!;
    if (cycles > 0) {
      const args = { at: `${symbol}+0x${offset.toString(16)}`, ...causes };
      const times = { ts: microseconds(at), dur: microseconds(cycles) };
      events.push({ ph: 'X', ...on(RETIREMENT), name: text.replace(/\s+/g, ' '), cat: 'instruction', ...times, args });
    }
    at += cycles;
  }
  return { displayTimeUnit: 'ns', otherData: { unit: 'a nanosecond is one cycle' }, traceEvents: events };
}
