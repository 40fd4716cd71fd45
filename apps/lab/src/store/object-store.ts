import { signal, type ReadonlySignal } from '@preact/signals';
import { OWN_COUNTER, type ObjectRun, type Refusal, type RunSetup } from '../worker/answer.js';
import { NO_CHOICE, type ObjectChoice } from './object-choice.js';
import { runSetup, type OwnObject } from './own-object.js';
import type { Outcome } from './results.js';
import { fileOf, SAMPLES, type Sample } from './samples.js';
import { configurationOf, neighbours } from './selection.js';
import type { Store } from './store.js';

/** A file that could not be read. */
export interface Unread {
  readonly name: string;
  readonly refusal: Refusal;
}

/** What no object comes near to. */
const MOST_BYTES = 16 * 2 ** 20;

/** The object that somebody brought: read, run, and tried as what counts the calls. */
export class ObjectStore {
  readonly #store: Pick<Store, 'state' | 'set' | 'a' | 'results'>;
  readonly #object = signal<OwnObject | null>(null);
  readonly #unread = signal<Unread | null>(null);
  readonly #loading = signal<string | null>(null);
  #serial = OWN_COUNTER;
  /** What was brought last, where the page offers it. */
  #sample: Sample | null = null;

  /** Null where none was brought. */
  readonly object: ReadonlySignal<OwnObject | null> = this.#object;
  /** The file that was brought last, where it could not be read. */
  readonly unread: ReadonlySignal<Unread | null> = this.#unread;
  /** Name of what is being read. */
  readonly loading: ReadonlySignal<string | null> = this.#loading;

  constructor(store: Pick<Store, 'state' | 'set' | 'a' | 'results'>) {
    this.#store = store;
    const { sample } = store.state.peek().object;
    if (sample) void this.#loadSample(sample);
  }

  /** Under what the object is run. */
  setup(): RunSetup {
    return runSetup(this.#store.a.value, this.#store.state.value.object);
  }

  /** What comes of running the object; null where there is none. */
  run(): Outcome<ObjectRun> | null {
    const object = this.object.value;
    return object && this.#store.results.run(object, this.setup(), this.#store.state.value.view === 'object' ? 'now' : 'soon');
  }

  choose(change: Partial<ObjectChoice>): void {
    this.#store.set({ object: { ...this.#store.state.peek().object, ...change } });
  }

  /** A file: it is run, and calls are counted with it where that can be. */
  async loadFiles(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    // A new build of the same object is driven as before, and so is the first one, for which an address may have said how.
    const before = this.#object.peek();
    const isOther = before !== null && before.name !== file.name;
    this.#store.set({ view: 'object', object: { ...this.#store.state.peek().object, ...(isOther && NO_CHOICE), sample: null } });
    this.#sample = null;
    await this.#load(files.length === 1 ? file.name : `${files.length} files`, () => {
      if (files.length > 1) throw new Error('one object at a time');
      if (file.size > MOST_BYTES) throw new Error(`${file.size} bytes; an object has ${MOST_BYTES} at most`);
      return file.arrayBuffer().catch(() => {
        throw new Error('cannot be read: a file is needed, and not a directory');
      });
    });
  }

  async chooseSample(sample: Sample): Promise<void> {
    this.#store.set({ view: 'object', object: { ...NO_CHOICE, sample } });
    await this.#loadSample(sample);
  }

  /** As it was before any was brought. */
  forget(): void {
    this.#drop();
    this.choose(NO_CHOICE);
  }

  /** Another address is shown: its object is loaded. A file stays, as no address has it. */
  follow(): void {
    const { sample } = this.#store.state.peek().object;
    if (sample && sample !== this.#sample) void this.#loadSample(sample);
    else if (!sample && this.#sample) this.#drop();
  }

  #drop(): void {
    this.#serial++;
    this.#sample = null;
    this.#object.value = null;
    this.#unread.value = null;
    this.#loading.value = null;
    this.#store.results.countWith(null);
  }

  async #loadSample(sample: Sample): Promise<void> {
    this.#sample = sample;
    await this.#load(fileOf(sample), async () => {
      const response = await fetch(SAMPLES[sample].url);
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      return response.arrayBuffer();
    });
  }

  async #load(name: string, read: () => Promise<ArrayBuffer>): Promise<void> {
    const serial = ++this.#serial;
    const isLast = (): boolean => serial === this.#serial;
    this.#loading.value = name;
    this.#unread.value = null;
    try {
      const object: OwnObject = { serial, name, bytes: new Uint8Array(await read()), counts: undefined };
      if (!isLast()) return;
      this.#object.value = object;
      const counts = await this.#store.results.canCount(object, this.#counted());
      if (!isLast()) return;
      this.#object.value = { ...object, counts };
      this.#store.results.countWith(counts.ok ? object : null);
    } catch (error) {
      if (isLast()) this.#unread.value = { name, refusal: { by: 'loader', message: (error as Error).message, details: null } };
    } finally {
      if (isLast()) this.#loading.value = null;
    }
  }

  /** What is looked at, and what a click leads to: some of it an object must be able to count. */
  #counted(): ReturnType<typeof configurationOf>[] {
    const near = neighbours({ ...this.#store.state.peek().a, invoker: 'fprobe' }).map(configurationOf);
    return [this.#store.a.peek(), ...near].filter(({ invoker }) => invoker !== 'none');
  }
}
