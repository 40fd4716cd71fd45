import type { Store } from '../store/store.js';
import { ObjectFile } from './object-file.js';
import { RefusalText } from './refusal-text.js';

/** Whose programs count the calls and are run: the lab's, or those of an object of one's own. */
export function ObjectPicker({ store }: { readonly store: Store }) {
  const { own } = store;
  const object = own.object.value;
  const unread = own.unread.value;
  const run = own.run();
  const outcome = run?.ok ? run.value.outcome : run;
  return (
    <section class="side object" aria-label="BPF object">
      <h2>BPF object</h2>
      <p>
        {object ? <b>{object.name}</b> : 'trigger.bpf.o'}
        <span class="dim"> {object ? `${object.bytes.length} bytes` : 'the lab’s own'}</span>
      </p>
      {object?.counts && <p class="dim">{object.counts.ok ? 'The bars are counted with it.' : 'The bars are counted with the lab’s own.'}</p>}
      <ObjectFile own={own} />
      {unread && <RefusalText refusal={unread.refusal} name={unread.name} />}
      {object && outcome && !outcome.ok && <RefusalText refusal={outcome.refusal} name={object.name} />}
      {(object || unread) && (
        <p class="buttons">
          <button type="button" onClick={() => own.forget()}>
            Back to trigger.bpf.o
          </button>
        </p>
      )}
    </section>
  );
}
