import { batch, computed, signal } from '@preact/signals';
import type { PageState } from './page-state.js';
import type { Store } from './store.js';

/** What of the pipeline is looked at. */
export type Look = Pick<PageState, 'row' | 'window'>;

/** Browsers refuse addresses that change with every frame: what is passed on the way is not kept. */
const REST = 250;

/** Where one is in the pipeline. The page's state has it as soon as it rests. */
export class PipelineLook {
  readonly #store: Store;
  readonly #passing = signal<Look | null>(null);
  readonly now = computed((): Look => this.#passing.value ?? this.#store.state.value);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  set(change: Partial<Look>, isPassing = false): void {
    const { row, window } = this.now.peek();
    this.#passing.value = { row, window, ...change };
    clearTimeout(this.#timer);
    if (isPassing) this.#timer = setTimeout(() => this.keep(), REST);
    else this.keep();
  }

  keep(): void {
    clearTimeout(this.#timer);
    const look = this.#passing.peek();
    if (!look) return;
    batch(() => {
      this.#store.set(look);
      this.#passing.value = null;
    });
  }
}
