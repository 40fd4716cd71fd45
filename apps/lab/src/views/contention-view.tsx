import type { Store } from '../store/store.js';
import { LoopOnCores } from './loop-on-cores.js';
import { NodesOnCores } from './nodes-on-cores.js';

/** What more cores make of the benchmark, and of what hooks returns by itself. */
export function ContentionView({ store }: { readonly store: Store }) {
  return (
    <>
      <LoopOnCores store={store} />
      <NodesOnCores store={store} />
    </>
  );
}
