import type { Core } from './core.js';
import { isSourced, type Sourced } from './provenance.js';

/** One number of a core by the path to it, as `stores.forwarding.contained`. */
export interface Parameter extends Sourced {
  readonly path: string;
}

/** Every number of a core with its source. A number that stands in several places is listed at each. */
export function parameters(core: Core): Parameter[] {
  const list: Parameter[] = [];
  const visit = (value: unknown, path: string): void => {
    if (isSourced(value)) list.push({ path, ...value });
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, part] of Object.entries(value)) visit(part, path === '' ? key : `${path}.${key}`);
    }
  };
  visit(core, '');
  return list;
}

/**
 * The core with one number changed.
 *
 * @throws Error where the path leads to no number
 */
export function withParameter<C extends Core>(core: C, path: string, value: number): C {
  const unknown = (): Error =>
    new Error(`${core.name}: no number at "${path}"; a path is like ${parameters(core)[0]!.path}`);
  const replace = (part: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) {
      if (isSourced(part)) return { ...part, value };
      throw unknown();
    }
    if (typeof part !== 'object' || part === null || isSourced(part)) throw unknown();
    return { ...part, [key]: replace((part as Record<string, unknown>)[key], rest) };
  };
  return replace(core, path.split('.')) as C;
}
