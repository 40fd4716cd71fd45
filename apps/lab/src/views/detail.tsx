/** What the number means that is pointed at, or has the focus. */
export function Detail({ text, rest }: { readonly text: string | null; readonly rest: string }) {
  return (
    <p class={text ? 'detail on' : 'detail'} aria-live="polite">
      {text ?? rest}
    </p>
  );
}
