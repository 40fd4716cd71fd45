import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../store/store.js';
import { BarsView } from './bars-view.js';
import { Controls } from './controls.js';
import { Header } from './header.js';
import { Tabs } from './tabs.js';

/** The page: what is chosen on the left, what it costs on the right. An object can be dropped anywhere. */
export function App({ store }: { readonly store: Store }) {
  const [isOver, setOver] = useState(false);
  const { theme } = store.state.value;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const idle = store.isIdle.value;
  useEffect(() => {
    document.documentElement.dataset['idle'] = String(idle);
  }, [idle]);
  const over = (isIn: boolean) => (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setOver(isIn);
  };
  const drop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    setOver(false);
    void store.own.loadFiles(files);
  };
  return (
    <div class={isOver ? 'page over' : 'page'} onDragOver={over(true)} onDragLeave={over(false)} onDrop={drop}>
      <a class="skip" href="#bars">
        To the figures
      </a>
      <Header store={store} />
      <div class="columns">
        <Controls store={store} />
        <main id="bars" tabIndex={-1}>
          {store.problems.value.map((problem) => (
            <p class="problem" role="alert" key={problem}>
              {problem}
            </p>
          ))}
          <BarsView store={store} />
          <Tabs store={store} />
        </main>
      </div>
    </div>
  );
}
