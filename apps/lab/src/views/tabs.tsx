import type { ComponentType } from 'preact';
import { VIEWS, type View } from '../store/page-state.js';
import type { Store } from '../store/store.js';
import { CallView } from './call-view.js';
import { CodeView } from './code-view.js';
import { ContentionView } from './contention-view.js';
import { FlameView } from './flame-view.js';
import { ObjectView } from './object-view.js';
import { PipelineView } from './pipeline-view.js';
import { PublishedView } from './published-view.js';
import { SharesView } from './shares-view.js';

const TABS: Readonly<Record<View, { readonly text: string; readonly View: ComponentType<{ readonly store: Store }> }>> = {
  shares: { text: 'Shares', View: SharesView },
  call: { text: 'The call', View: CallView },
  flame: { text: 'Flame graph', View: FlameView },
  code: { text: 'Code', View: CodeView },
  pipeline: { text: 'Pipeline', View: PipelineView },
  contention: { text: 'Contention', View: ContentionView },
  published: { text: 'Published', View: PublishedView },
  object: { text: 'Object', View: ObjectView },
};

/** One view at a time, as tabs: arrow keys go from one to the next. */
export function Tabs({ store }: { readonly store: Store }) {
  const { view } = store.state.value;
  const { View: Shown } = TABS[view];
  const move = (event: KeyboardEvent): void => {
    const at = VIEWS.indexOf(view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = VIEWS[(to + VIEWS.length) % VIEWS.length]!;
    store.set({ view: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
        {VIEWS.map((one) => (
          <button key={one} id={`tab-${one}`} type="button" role="tab" aria-selected={one === view} aria-controls="view" tabIndex={one === view ? 0 : -1} onClick={() => store.set({ view: one })}>
            {TABS[one].text}
          </button>
        ))}
      </div>
      <div id="view" role="tabpanel" aria-labelledby={`tab-${view}`}>
        <Shown store={store} />
      </div>
    </>
  );
}
