import { NODE_SOURCES, type Configuration, type ContentionRow, type NodeSource } from '@tracelab/bench';
import { signal, type Signal } from '@preact/signals';
import type { Answer, Examination, Measured, ObjectSummary } from '../worker/answer.js';
import type { LabWorker } from '../worker/lab-worker.js';
import type { Laboratory, Urgency } from '../worker/laboratory.js';
import type { Remote } from 'comlink';
import { textOf } from './selection.js';

/** What is known of a question: nothing yet, or its answer. */
export type Outcome<T> = Answer<T> | undefined;

/** Answers, each asked for once per object. Reading one is asking for it. */
export class Results {
  readonly #laboratory: Laboratory;
  readonly #answers = new Map<string, Signal<Outcome<unknown>>>();
  /** Of the object that programs are from: what was measured with another is not the answer. */
  #generation = 0;

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
  }

  cost(configuration: Configuration): Outcome<Measured> {
    return this.#read(`cost ${textOf(configuration)}`, (lab) => lab.measure(configuration));
  }

  examination(configuration: Configuration): Outcome<Examination> {
    return this.#read(`examination ${textOf(configuration)}`, (lab) => lab.examine(configuration));
  }

  /** By pool, for each number of cores. */
  contention(cores: readonly number[]): { readonly pool: NodeSource; readonly cores: number; readonly row: Outcome<ContentionRow> }[] {
    const ask = (pool: NodeSource, count: number) => this.#read<ContentionRow>(`contention ${pool} ${count}`, (lab) => lab.contention(pool, count), 'soon');
    return cores.flatMap((count) => NODE_SOURCES.map((pool) => ({ pool, cores: count, row: ask(pool, count) })));
  }

  /** Has these measured while nothing else is to do; forgets those that were likely before. */
  expect(configurations: readonly Configuration[]): void {
    for (const key of this.#laboratory.dropIdle()) this.#answers.delete(key);
    for (const configuration of configurations) this.#ask(`cost ${textOf(configuration)}`, (lab) => lab.measure(configuration), 'perhaps');
  }

  async load(name: string, bytes: Uint8Array | null, configurations: readonly Configuration[]): Promise<Answer<ObjectSummary>> {
    const answer = await this.#laboratory.everywhere((lab) => lab.load(name, bytes, configurations));
    if (answer.ok) {
      this.#laboratory.dropIdle();
      this.#answers.clear();
      this.#generation++;
    }
    return answer;
  }

  #read<T>(key: string, job: (lab: Remote<LabWorker>) => Promise<Answer<T>>, urgency: Urgency = 'now'): Outcome<T> {
    const known = this.#answers.get(key) as Signal<Outcome<T>> | undefined;
    if (known && !known.peek()) this.#laboratory.hurry(key);
    return (known ?? this.#ask(key, job, urgency)).value;
  }

  #ask<T>(key: string, job: (lab: Remote<LabWorker>) => Promise<Answer<T>>, urgency: Urgency): Signal<Outcome<T>> {
    const known = this.#answers.get(key) as Signal<Outcome<T>> | undefined;
    if (known) return known;
    const made = signal<Outcome<T>>(undefined);
    this.#answers.set(key, made);
    const generation = this.#generation;
    void this.#laboratory.ask(key, job, urgency).then((answer) => {
      if (generation === this.#generation) made.value = answer;
    });
    return made;
  }
}
