import { useState } from 'preact/hooks';

const AT_FIRST = 20;
const AT_ONCE = 200;

/** The first of many, and how to have more of them. */
export function useFirst<T>(all: readonly T[]): [shown: readonly T[], showMore: () => void] {
  const [most, setMost] = useState(AT_FIRST);
  return [all.slice(0, most), () => setMost(most + AT_ONCE)];
}

/** Says how many are left out, where some are. */
export function MoreButton({ shown, all, what, onMore }: { readonly shown: number; readonly all: number; readonly what: string; readonly onMore: () => void }) {
  if (shown >= all) return null;
  return (
    <p class="more">
      {shown} of {all} {what}{' '}
      <button type="button" onClick={onMore}>
        {all - shown > AT_ONCE ? `${AT_ONCE} more` : `all ${all}`}
      </button>
    </p>
  );
}
