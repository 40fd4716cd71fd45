const MOST = 240;

/** Text of which the end is shown when it is asked for. */
export function LongText({ text }: { readonly text: string }) {
  if (text.length <= MOST) return <>{text}</>;
  return (
    <details>
      <summary>
        {text.slice(0, MOST / 2)}… and {text.length - MOST / 2} more characters
      </summary>
      {text}
    </details>
  );
}
