import { useRef } from 'preact/hooks';
import { examined, type Examined } from '../store/examined.js';
import type { Store } from '../store/store.js';
import type { Examination } from '../worker/answer.js';

/** A side as it is shown: while it is recorded, with what was there before, so that nothing jumps. */
export interface ShownSide extends Examined {
  readonly isStale: boolean;
}

export function useExamined(store: Store): ShownSide[] {
  const latest = useRef(new Map<Examined['name'], Examination>());
  return examined(store.a.value, store.b.value, store.results).map((side) => {
    if (side.examination) latest.current.set(side.name, side.examination);
    const before = side.examination || side.refusal ? undefined : latest.current.get(side.name);
    return { ...side, examination: side.examination ?? before, isStale: before !== undefined };
  });
}

/** Whether all that there is to show is of what is chosen now. */
export function areRecorded(sides: readonly ShownSide[]): boolean {
  return sides.every(({ examination, refusal, isStale }) => refusal !== undefined || (examination !== undefined && !isStale));
}
