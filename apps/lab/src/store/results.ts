import { NODE_SOURCES, type Configuration, type ContentionRow, type NodeSource } from '@tracelab/bench';
import { signal, type Signal } from '@preact/signals';
import { OWN_COUNTER, type Answer, type Examination, type Measured, type ObjectRun, type RunSetup } from '../worker/answer.js';
import type { LabWorker } from '../worker/lab-worker.js';
import type { Laboratory, Urgency } from '../worker/laboratory.js';
import type { Remote } from 'comlink';
import type { OwnObject } from './own-object.js';
import { textOf } from './selection.js';

/** What is known of a question: nothing yet, or its answer. */
export type Outcome<T> = Answer<T> | undefined;

/** Answers, each asked for once per object that counts the calls. Reading one is asking for it. */
export class Results {
  readonly #laboratory: Laboratory;
  readonly #answers = new Map<string, Signal<Outcome<unknown>>>();
  readonly #counter = signal(OWN_COUNTER);

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
  }

  cost(configuration: Configuration, urgency: Urgency = 'now'): Outcome<Measured> {
    return this.#read(...this.#cost(configuration), urgency);
  }

  examination(configuration: Configuration): Outcome<Examination> {
    const counter = this.#counter.value;
    return this.#read(`examination ${counter} ${textOf(configuration)}`, (lab) => lab.examine(configuration, counter));
  }

  /** What comes of running an object; of questions that have not been begun only the latest counts. */
  run({ serial, name, bytes }: OwnObject, setup: RunSetup, urgency: Urgency): Outcome<ObjectRun> {
    const key = `run ${serial} ${JSON.stringify(setup)}`;
    for (const stale of this.#laboratory.drop((other) => other.startsWith('run ') && other !== key)) this.#answers.delete(stale);
    return this.#read(key, (lab) => lab.run(name, bytes, setup), urgency);
  }

  /** By pool, for each number of cores. */
  contention(cores: readonly number[]): { readonly pool: NodeSource; readonly cores: number; readonly row: Outcome<ContentionRow> }[] {
    const ask = (pool: NodeSource, count: number) => this.#read<ContentionRow>(`contention ${pool} ${count}`, (lab) => lab.contention(pool, count), 'soon');
    return cores.flatMap((count) => NODE_SOURCES.map((pool) => ({ pool, cores: count, row: ask(pool, count) })));
  }

  /** What is asked from now on is wanted sooner than what was asked until now. */
  lookElsewhere(): void {
    this.#laboratory.lookElsewhere();
  }

  /** Has these measured while nothing else is to do; forgets those that were likely before. */
  expect(configurations: readonly Configuration[]): void {
    for (const key of this.#laboratory.dropIdle()) this.#answers.delete(key);
    for (const configuration of configurations) this.#ask(...this.#cost(configuration), 'perhaps');
  }

  /** Whether calls can be counted with an object, in some of the configurations. */
  canCount({ serial, bytes }: OwnObject, configurations: readonly Configuration[]): Promise<Answer<null>> {
    return this.#laboratory.everywhere((lab) => lab.addCounter(serial, bytes, configurations));
  }

  /** From now on calls are counted with an object that can, or with the lab's own. */
  countWith(object: OwnObject | null): void {
    this.#counter.value = object?.serial ?? OWN_COUNTER;
  }

  #cost(configuration: Configuration): [key: string, job: (lab: Remote<LabWorker>) => Promise<Answer<Measured>>] {
    const counter = this.#counter.value;
    return [`cost ${counter} ${textOf(configuration)}`, (lab) => lab.measure(configuration, counter)];
  }

  #read<T>(key: string, job: (lab: Remote<LabWorker>) => Promise<Answer<T>>, urgency: Urgency = 'now'): Outcome<T> {
    const known = this.#answers.get(key) as Signal<Outcome<T>> | undefined;
    if (known && !known.peek()) this.#laboratory.hurry(key, urgency);
    return (known ?? this.#ask(key, job, urgency)).value;
  }

  #ask<T>(key: string, job: (lab: Remote<LabWorker>) => Promise<Answer<T>>, urgency: Urgency): Signal<Outcome<T>> {
    const known = this.#answers.get(key) as Signal<Outcome<T>> | undefined;
    if (known) return known;
    const made = signal<Outcome<T>>(undefined);
    this.#answers.set(key, made);
    void this.#laboratory.ask(key, job, urgency).then((answer) => (made.value = answer));
    return made;
  }
}
