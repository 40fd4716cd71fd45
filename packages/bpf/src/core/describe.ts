import type { Btf } from '../btf/index.js';
import { nameOf } from './compatible.js';
import type { CoreSpec } from './spec.js';

/** As the program names it: `struct task_struct.pid`, `enum colour.RED`, or a type. */
export function describeSpec(btf: Btf, { root, accessors }: CoreSpec): string {
  const type = btf.type(root);
  const keyword = type && /^(?:struct|union|enum)/.exec(type.kind)?.[0];
  const path = accessors.map(({ name, index }, i) => (name !== undefined ? `.${name}` : i > 0 || index > 0 ? `[${index}]` : ''));
  return `${keyword === undefined ? '' : `${keyword} `}${nameOf(type)}${path.join('')}`;
}
