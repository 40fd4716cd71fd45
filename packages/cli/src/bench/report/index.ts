import type { BenchResult } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { combinations } from './combinations.js';
import { fit } from './fit.js';
import { invokers } from './invokers.js';
import { readings } from './readings.js';
import { shares } from './shares.js';
import { wrap } from './wrap.js';

export interface ReportOptions {
  readonly color: boolean;
}

/** How the parts mark what they print. */
export interface Paint {
  readonly head: (line: string) => string;
  readonly note: (line: string) => string;
}

/** A part of the report: its lines, or undefined where what it shows was not measured. */
export type Part = (result: BenchResult, paint: Paint) => string[] | undefined;

const PARTS: readonly (readonly [title: string, part: Part])[] = [
  ['Who calls the program', invokers],
  ['Every combination of the series, BPF on fprobe', combinations],
  ['What each series saves, in cycles per call', shares],
  ['Readings of the published 34.1 %', readings],
  ['Fitted constants, and errors against every published figure', fit],
];

/** What `tracelab bench` prints: at most 80 columns, in the order of the issue, parts that were not measured left out. */
export function benchReport(result: BenchResult, { color }: ReportOptions = { color: false }): string {
  const { bold, dim } = createColors(color);
  const paint: Paint = { head: dim, note: dim };
  const { core, workload, mitigations, object } = result.config;
  const against = mitigations === 'none' ? '' : `, mitigations ${mitigations}`;
  const lines = [
    ...wrap(`A loop of ${workload} system calls on one ${core}${against}; programs of ${object}.`, 80),
    'Per iteration; overhead = traced - base, hit = overhead / traced.',
  ];
  if (result.unsettled.length > 0) {
    lines.push(...wrap(`Never settled, the mean of 256 iterations: ${result.unsettled.join('; ')}.`, 80).map(paint.note));
  }
  PARTS.forEach(([title, part], i) => {
    const body = part(result, paint);
    if (body) lines.push('', bold(`${i + 1}. ${title}`), '', ...body);
  });
  return `${lines.join('\n')}\n`;
}
