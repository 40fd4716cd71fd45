import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { SERIES_IDS, seriesSubsets, type Configuration, type SeriesId } from '@tracelab/bench';
import { Address } from './address.js';
import { barConfigurations } from './bars.js';
import { Laboratory } from '../worker/laboratory.js';
import { ObjectStore } from './object-store.js';
import { fromQuery, type PageState } from './page-state.js';
import { Results } from './results.js';
import { configurationOf, neighbours, usesSeries, type Selection } from './selection.js';

/** State of the page and what follows from it. Views read; drawings get plain data and know nothing of it. */
export class Store {
  readonly #opened = fromQuery(location.search);
  readonly #state = signal<PageState>(this.#opened.state);
  readonly #problems = signal<readonly string[]>(this.#opened.problems);
  readonly #chosenA = computed(() => this.#state.value.a);
  readonly #chosenB = computed(() => this.#state.value.b);
  readonly #idle = signal(false);
  readonly results = new Results(new Laboratory((idle) => (this.#idle.value = idle)));

  /** One line for each part of the address that could not be read. */
  readonly problems: ReadonlySignal<readonly string[]> = this.#problems;
  readonly state: ReadonlySignal<PageState> = this.#state;
  readonly isIdle: ReadonlySignal<boolean> = this.#idle;
  readonly a = computed((): Configuration => configurationOf(this.#chosenA.value));
  readonly b = computed((): Configuration | null => this.#chosenB.value && configurationOf(this.#chosenB.value));
  /** The object that is run, and counts the calls where it can. */
  readonly own = new ObjectStore(this);

  constructor() {
    const address = new Address();
    effect(() => address.write(this.state.value));
    address.onReturn(() => {
      const { state, problems } = fromQuery(location.search);
      this.#problems.value = problems;
      this.#state.value = state;
      this.own.follow();
    });
    this.state.subscribe(() => this.results.lookElsewhere());
    effect(() => this.#expectNext(this.#chosenA.value, this.#chosenB.value));
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

  #expectNext(a: Selection, b: Selection | null): void {
    const sides = b ? [a, b] : [a];
    const near = sides.flatMap((side) => [side, ...neighbours(side)]);
    const orders = sides.filter(usesSeries).flatMap((side) => seriesSubsets().map((series) => ({ ...side, series, pool: 'always' as const })));
    this.results.expect([...near.flatMap(barConfigurations), ...orders.map(configurationOf)]);
  }
}
