import { FIRST } from '../store/selection.js';
import { CORE_COUNTS } from '../store/page-state.js';
import type { Store } from '../store/store.js';
import { Choice } from './choice.js';
import { ObjectPicker } from './object-picker.js';
import { SideControls } from './side-controls.js';

/** All switches. */
export function Controls({ store }: { readonly store: Store }) {
  const { b, a, cores } = store.state.value;
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
      <section class="side" aria-label="Contention">
        <Choice
          name="cores"
          label="Cores that call at once"
          values={CORE_COUNTS.map(String)}
          value={String(cores)}
          onChoose={(value) => store.set({ cores: Number(value), view: 'contention' })}
        />
      </section>
      <ObjectPicker store={store} />
    </aside>
  );
}
