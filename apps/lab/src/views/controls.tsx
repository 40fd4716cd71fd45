import { FIRST } from '../store/selection.js';
import type { Store } from '../store/store.js';
import { ObjectPicker } from './object-picker.js';
import { SideControls } from './side-controls.js';

/** All switches. */
export function Controls({ store }: { readonly store: Store }) {
  const { a, b } = store.state.value;
  return (
    <aside aria-label="What is measured">
      <SideControls store={store} side="a" />
      {b ? (
        <>
          <SideControls store={store} side="b" />
          <p class="buttons">
            <button type="button" onClick={() => store.set({ a: b, b: a })}>
              Swap A and B
            </button>
            <button type="button" onClick={() => store.set({ b: null })}>
              Without B
            </button>
          </p>
        </>
      ) : (
        <p class="buttons">
          <button type="button" onClick={() => store.set({ b: { ...(a.invoker === 'fprobe' && a.series.length > 0 ? { ...a, series: [] } : FIRST) } })}>
            Compare with a second one, B
          </button>
        </p>
      )}
      <ObjectPicker store={store} />
    </aside>
  );
}
