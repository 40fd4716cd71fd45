import { chromeTrace, collapsed, kanata, perfScript, speedscope, type PipelineTrace } from '@tracelab/arm64-machine';

/** A format that other tools read. */
interface Format {
  readonly what: string;
  /** @param name of what was traced */
  write(trace: PipelineTrace, name: string): string;
}

export const FORMATS = {
  konata: { what: 'the pipeline, a row per instruction: Kanata 0004', write: kanata },
  speedscope: { what: 'calls over time, and by the causes of their cycles', write: (trace, name) => json(speedscope(trace, name)) },
  chrome: { what: 'calls and waits over time, for Perfetto: Trace Event Format', write: (trace, name) => json(chromeTrace(trace, name)) },
  collapsed: { what: 'a line per chain of callers with its cycles, for flame graphs', write: collapsed },
  json: { what: 'the recorded rows themselves: tracelab.trace/1', write: (trace, name) => json({ schema: 'tracelab.trace/1', name, ...trace }) },
  'perf-script': { what: 'samples as perf script prints them, one per instruction', write: perfScript },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
export const formatNames = Object.keys(FORMATS) as FormatName[];

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
