import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { contextCopy } from './context-copy.js';
import { distanceToDirect } from './distance-to-direct.js';
import { freelistContention } from './freelist-contention.js';
import { generatedCallbacks } from './generated-callbacks.js';
import { guards } from './guards.js';
import { laboratory } from './laboratory.js';
import { nodePool } from './node-pool.js';
import type { Answer, Question } from './question.js';
import { reachOfBl } from './reach-of-bl.js';
import { returnArguments } from './return-arguments.js';
import { seriesShares } from './series-shares.js';
import { stackTraceReliability } from './stack-trace-reliability.js';

export type { Answer, FigureTable, Question } from './question.js';

/** What the thread of November 2022 asked and could not answer. */
export const QUESTIONS: readonly Question[] = [
  seriesShares, contextCopy, generatedCallbacks, returnArguments, freelistContention, guards, nodePool, distanceToDirect,
  stackTraceReliability, reachOfBl,
];

/** An answered question, as `tracelab questions --json` has it. */
export interface AnsweredQuestion extends Answer {
  readonly number: number;
  readonly title: string;
}

export interface QuestionsOptions {
  readonly core: Core;
  readonly object: BpfObject;
  /** Numbers; all unless stated. */
  readonly only?: readonly number[];
  readonly onProgress?: (done: number, total: number, title: string) => void;
}

/** Answers questions one after the other; configurations that several ask for are measured once. */
export function answerQuestions({ core, object, only, onProgress }: QuestionsOptions): AnsweredQuestion[] {
  const lab = laboratory(core, object);
  const asked = QUESTIONS.filter(({ number }) => !only || only.includes(number));
  return asked.map(({ number, title, answer }, i) => {
    onProgress?.(i, asked.length, title);
    return { number, title, ...answer(lab) };
  });
}
