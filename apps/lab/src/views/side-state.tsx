/** Of the element that shows a side; dimmed while it is recorded anew. */
export function sideClass(name: 'A' | 'B', isStale: boolean): string {
  return `side-figure ${name.toLowerCase()}${isStale ? ' stale' : ''}`;
}

/** What a side comes to, or that it is being recorded anew. */
export function SideState({ isStale, text }: { readonly isStale: boolean; readonly text: string | undefined }) {
  return <span class={isStale ? 'waiting' : 'dim'}> {isStale ? 'recording…' : text}</span>;
}
