import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { SERIES_IDS, seriesSubsets, type Configuration, type SeriesId } from '@tracelab/bench';
import type { Answer, ObjectSummary, Refusal } from '../worker/answer.js';
import { Laboratory } from '../worker/laboratory.js';
import { fromQuery, toQuery, type PageState } from './page-state.js';
import { Results } from './results.js';
import { configurationOf, neighbours, usesSeries, type Selection } from './selection.js';

/** An object that was tried, and what came of it. */
export interface Loaded {
  readonly name: string;
  readonly answer: Answer<ObjectSummary>;
}

/** State of the page and what follows from it. Views read; drawings get plain data and know nothing of it. */
export class Store {
  readonly #state = signal<PageState>(fromQuery(location.search).state);
  readonly #object = signal<Loaded | null>(null);
  readonly #loading = signal<string | null>(null);
  readonly #idle = signal(false);
  readonly results = new Results(new Laboratory((idle) => (this.#idle.value = idle)));

  /** One line for each part of the address that could not be read. */
  readonly problems: readonly string[] = fromQuery(location.search).problems;
  readonly state: ReadonlySignal<PageState> = this.#state;
  /** The object that was dropped last; null where none was. */
  readonly object: ReadonlySignal<Loaded | null> = this.#object;
  /** Name of the object that is being loaded. */
  readonly loading: ReadonlySignal<string | null> = this.#loading;
  readonly isIdle: ReadonlySignal<boolean> = this.#idle;
  readonly a = computed((): Configuration => configurationOf(this.state.value.a));
  readonly b = computed((): Configuration | null => this.state.value.b && configurationOf(this.state.value.b));

  constructor() {
    effect(() => {
      const query = toQuery(this.state.value);
      history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
    });
    effect(() => this.#expectNext(this.state.value.a, this.state.value.b));
  }

  set(change: Partial<PageState>): void {
    this.#state.value = { ...this.#state.peek(), ...change };
  }

  choose(side: 'a' | 'b', change: Partial<Selection>): void {
    const before = this.#state.peek()[side];
    if (before) this.set({ [side]: { ...before, ...change } });
  }

  toggle(side: 'a' | 'b', id: SeriesId): void {
    const series = this.#state.peek()[side]!.series;
    this.choose(side, { series: SERIES_IDS.filter((one) => series.includes(one) !== (one === id)) });
  }

  /** Takes programs from an object, or the lab's own where there are no bytes. */
  async load(name: string, bytes: Uint8Array | null): Promise<void> {
    this.#loading.value = name;
    const wanted = [this.a.peek(), ...neighbours({ ...this.state.peek().a, invoker: 'fprobe' }).map(configurationOf)];
    const answer = await this.results.load(name, bytes, wanted.filter(({ invoker }) => invoker !== 'none'));
    batch(() => {
      this.#loading.value = null;
      this.#object.value = bytes === null ? null : { name, answer };
      // Every figure is of the new object: reading the state again asks for them.
      if (answer.ok) this.set({});
    });
  }

  async loadFile(file: File): Promise<void> {
    await this.load(file.name, new Uint8Array(await file.arrayBuffer()));
  }

  refuse(name: string, refusal: Refusal): void {
    this.#object.value = { name, answer: { ok: false, refusal } };
  }

  #expectNext(a: Selection, b: Selection | null): void {
    const sides = b ? [a, b] : [a];
    const near = sides.flatMap((side) => [side, ...neighbours(side)]);
    const orders = sides.filter(usesSeries).flatMap((side) => seriesSubsets().map((series) => ({ ...side, series, pool: 'always' as const })));
    this.results.expect([...near, ...orders].map(configurationOf));
  }
}
