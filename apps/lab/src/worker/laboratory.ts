import { wrap, type Remote } from 'comlink';
import type { Answer } from './answer.js';
import type { LabWorker } from './lab-worker.js';

type Job<T> = (worker: Remote<LabWorker>) => Promise<Answer<T>>;

/** Somebody waits for it; somebody waits, but knows that it takes long; somebody may ask for it next. */
export type Urgency = 'now' | 'soon' | 'perhaps';

interface Task {
  readonly key: string;
  readonly run: (worker: Remote<LabWorker>) => Promise<void>;
  /** What was being looked at when somebody began to wait for it. */
  readonly look: number;
}

/**
 * Two workers: one answers what a person waits for, the other also what may be asked next. Nothing is asked twice at
 * the same time, and what is wanted now overtakes what is only likely.
 */
export class Laboratory {
  readonly #workers = [start(), start()];
  readonly #busy = [false, false];
  readonly #tasks: Readonly<Record<Urgency, Task[]>> = { now: [], soon: [], perhaps: [] };
  readonly #onIdle: (idle: boolean) => void;
  #look = 0;

  /** @param onIdle told when there is nothing left to do, and when there is again */
  constructor(onIdle: (idle: boolean) => void) {
    this.#onIdle = onIdle;
  }

  /** Asks a worker; `key` names the question, for {@link hurry}. */
  ask<T>(key: string, job: Job<T>, urgency: Urgency): Promise<Answer<T>> {
    return new Promise((resolve) => {
      const run = async (worker: Remote<LabWorker>): Promise<void> => {
        resolve(await job(worker).catch((error: Error): Answer<T> => ({ ok: false, refusal: { by: 'lab', message: error.message, details: null } })));
      };
      this.#tasks[urgency].push({ key, run, look: this.#look });
      this.#pump();
    });
  }

  /** Something else is looked at: what is asked from now on goes before what was asked until now. */
  lookElsewhere(): void {
    this.#look++;
  }

  /** Somebody waits for it still, or more than when it was asked. */
  hurry(key: string, urgency: Urgency): void {
    const order = ['now', 'soon', 'perhaps'] as const;
    for (const slower of order.slice(order.indexOf(urgency))) {
      const index = this.#tasks[slower].findIndex((task) => task.key === key);
      if (index < 0) continue;
      const [task] = this.#tasks[slower].splice(index, 1);
      this.#tasks[urgency].push({ ...task!, look: this.#look });
      this.#pump();
    }
  }

  /** Forgets what nobody waits for. @returns the keys */
  dropIdle(): string[] {
    return this.#tasks.perhaps.splice(0).map(({ key }) => key);
  }

  /** Forgets questions that have not been begun. @returns the keys */
  drop(isStale: (key: string) => boolean): string[] {
    return Object.values(this.#tasks).flatMap((tasks) => {
      const stale = tasks.filter(({ key }) => isStale(key));
      tasks.splice(0, tasks.length, ...tasks.filter((task) => !stale.includes(task)));
      return stale.map(({ key }) => key);
    });
  }

  /** The same of every worker, behind what it is at; the answer of one of them. */
  async everywhere<T>(job: Job<T>): Promise<Answer<T>> {
    const answers = await Promise.all(this.#workers.map(job));
    return answers.find(({ ok }) => !ok) ?? answers[0]!;
  }

  #pump(): void {
    this.#workers.forEach((worker, i) => {
      if (this.#busy[i]) return;
      const { now, soon, perhaps } = this.#tasks;
      // The first worker is always free for a person.
      const task = latest(now) ?? (i > 0 ? (latest(soon) ?? perhaps.shift()) : undefined);
      if (!task) return;
      this.#busy[i] = true;
      void task.run(worker).then(() => {
        this.#busy[i] = false;
        this.#pump();
      });
    });
    this.#onIdle(!this.#busy.includes(true));
  }
}

/** Takes out the first of what was asked under the latest look. */
function latest(tasks: Task[]): Task | undefined {
  const look = Math.max(...tasks.map((task) => task.look));
  return tasks.splice(tasks.findIndex((task) => task.look === look), 1)[0];
}

function start(): Remote<LabWorker> {
  return wrap<LabWorker>(new Worker(new URL('./lab-worker.ts', import.meta.url), { type: 'module' }));
}
