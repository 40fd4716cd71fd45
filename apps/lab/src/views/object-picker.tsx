import type { Store } from '../store/store.js';
import { RefusalText } from './refusal-text.js';

/** Whose programs count the calls: the lab's, or those of a file. */
export function ObjectPicker({ store }: { readonly store: Store }) {
  const object = store.object.value;
  const loading = store.loading.value;
  const choose = (event: { currentTarget: HTMLInputElement }): void => {
    const [file] = event.currentTarget.files ?? [];
    if (file) void store.loadFile(file);
    event.currentTarget.value = '';
  };
  return (
    <section class="side object" aria-label="BPF object">
      <h2>BPF object</h2>
      <p>
        {object?.answer.ok ? <b>{object.name}</b> : 'trigger.bpf.o'}
        <span class="dim"> {object?.answer.ok ? `${object.answer.value.bytes} bytes` : 'the lab’s own'}</span>
      </p>
      <label class="drop">
        <input type="file" accept=".o" onChange={choose} />
        <span>{loading ? `Loading ${loading}…` : 'Drop an object here, or choose a file'}</span>
      </label>
      {object && (
        <>
          {object.answer.ok ? null : <RefusalText refusal={object.answer.refusal} name={object.name} />}
          <p class="buttons">
            <button type="button" onClick={() => void store.load('trigger.bpf.o', null)}>
              Back to trigger.bpf.o
            </button>
          </p>
        </>
      )}
    </section>
  );
}
