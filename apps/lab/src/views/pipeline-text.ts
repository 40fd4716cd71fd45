import { STAGES, type Stage } from '@tracelab/arm64-machine';
import { causeText } from '../drawing/causes.js';
import { count } from '../drawing/figures.js';
import type { PipelinePair } from '../drawing/pipeline-rows.js';
import type { Span } from '../drawing/pipeline-spans.js';
import type { PipelineLine } from '../worker/answer.js';

/** What happens on the way to a stage. */
const DOINGS: Readonly<Record<Stage, string>> = {
  fetched: 'the front end stands still',
  dispatched: 'fetched, not dispatched yet',
  ready: 'in the window, without all operands',
  issued: 'ready, without a port',
  completed: 'executes',
  retired: 'done, until all before it have retired',
};

/** All that is known of a row, a line for each side. */
export function rowText({ a, b }: PipelinePair): string {
  return [a && `A: ${lineText(a)}`, b && `B: ${lineText(b)}`].filter(Boolean).join('\n');
}

function lineText(line: PipelineLine): string {
  const stages = STAGES.map((stage) => `${stage} ${count(line[stage])}`).join(', ');
  const waits = line.waits.map(({ before, cause, cycles }) => `${count(cycles)} for ${cause} before it was ${before}`).join(', ');
  const held = line.cycles > 0 ? `held up the core ${cyclesText(line.cycles)} (${causeText(line.causes)})` : 'held up nothing';
  return `${nameOf(line)}: ${stages}; ${held}${waits ? `; waited ${waits}` : ''}.`;
}

export function nameOf({ symbol, offset, text }: PipelineLine): string {
  return `${symbol}+0x${offset.toString(16)} ${text.replace(/\s+/, ' ')}`;
}

/** A part of an instruction's way: what it is, from when to when, and why. */
export function spanText({ before, from, to, wait }: Span): readonly [what: string, why: string] {
  const stage = before === 'fetched' ? 'before fetched' : `${STAGES[STAGES.indexOf(before) - 1]!} → ${before}`;
  return [`${stage}: cycles ${count(from)} to ${count(to)}, ${cyclesText(to - from)}`, wait ? `waits for ${wait.cause}, ${cyclesText(wait.cycles)}` : DOINGS[before]];
}

export function cyclesText(cycles: number): string {
  return `${count(cycles)} ${cycles === 1 ? 'cycle' : 'cycles'}`;
}
