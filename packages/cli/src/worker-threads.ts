import { Tinypool } from 'tinypool';

/** Where tasks run, several at a time. */
export interface WorkerThreads<T, R> {
  run(task: T): Promise<R>;
  end(): Promise<void>;
}

/**
 * So many worker threads; with one, it is this one.
 *
 * @param file a module whose default export is `here`
 */
export function workerThreads<T, R>(threads: number, file: URL, here: (task: T) => R): WorkerThreads<T, R> {
  if (threads === 1) return { run: (task) => onThisThread(() => here(task)), end: () => Promise.resolve() };
  const pool = new Tinypool({ filename: file.href, minThreads: threads, maxThreads: threads, isolateWorkers: false });
  return { run: (task) => pool.run(task) as Promise<R>, end: () => pool.destroy() };
}

/** Lets the terminal show progress between two tasks. */
async function onThisThread<R>(task: () => R): Promise<R> {
  await new Promise((resolve) => setImmediate(resolve));
  return task();
}
