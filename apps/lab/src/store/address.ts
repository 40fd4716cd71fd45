import { INITIAL, toQuery, type PageState } from './page-state.js';

/** The page's state as the browser's address and history: every choice is a step that "back" undoes. */
export class Address {
  #written: PageState | undefined;

  write(state: PageState): void {
    const before = this.#written;
    const query = toQuery(state);
    this.#written = state;
    if (before && query === toQuery(before)) return;
    const address = query === '' ? location.pathname : `?${query}`;
    if (before && choicesOf(before) !== choicesOf(state)) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  /** Has `show` take the address over where the browser has changed it: back, forward, or what follows a #. */
  onReturn(show: () => void): void {
    addEventListener('popstate', () => {
      this.#written = undefined;
      show();
    });
  }
}

/** What one would want undone. The rest is where one stands, and how the page looks: no steps of their own. */
function choicesOf(state: PageState): string {
  const { order, row, window, theme } = INITIAL;
  return toQuery({ ...state, order, row, window, theme });
}
