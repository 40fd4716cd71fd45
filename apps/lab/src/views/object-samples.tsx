import { SAMPLES, SAMPLE_NAMES } from '../store/samples.js';
import type { Store } from '../store/store.js';

/** Objects for whoever has none at hand. */
export function ObjectSamples({ store }: { readonly store: Store }) {
  const { sample } = store.state.value.object;
  return (
    <section class="samples" aria-label="Objects to try">
      <h3>Objects to try</h3>
      <ul>
        {SAMPLE_NAMES.map((name) => (
          <li key={name}>
            <button type="button" aria-pressed={name === sample} onClick={() => void store.own.chooseSample(name)}>
              {name}.bpf.o
            </button>{' '}
            <span class="dim">{SAMPLES[name].about}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
