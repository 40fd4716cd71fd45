import { THEMES, type Theme } from '../store/page-state.js';
import { textOf } from '../store/selection.js';
import type { Store } from '../store/store.js';
import { Choice } from './choice.js';

export function Header({ store }: { readonly store: Store }) {
  const { theme, b } = store.state.value;
  const a = textOf(store.a.value);
  const command = b ? `tracelab diff "${a}" "${textOf(store.b.value!)}"` : `tracelab explain "${a}"`;
  return (
    <header>
      <h1>tracelab</h1>
      <p class="subject">What does each optimisation of kernel tracing buy on arm64?</p>
      <p class="command" title={`The same on the command line: ${command}`}>
        <code>$ {command}</code>
      </p>
      <p class="working" role="status">
        {store.isIdle.value ? 'all measured' : 'measuring…'}
      </p>
      <Choice name="theme" label="Colours" values={THEMES} text={(one) => (one === 'system' ? 'auto' : one)} value={theme} onChoose={(value: Theme) => store.set({ theme: value })} isInline />
    </header>
  );
}
