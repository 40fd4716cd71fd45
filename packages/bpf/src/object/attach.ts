import { BpfLoadError } from '../load-error.js';

/** How a program is called, by the first part of its section's name. */
export const ATTACH_TYPES = ['fentry', 'fexit', 'fmod_ret', 'kprobe'] as const;
export type AttachType = (typeof ATTACH_TYPES)[number];

export interface Attachment {
  readonly type: AttachType;
  /** The kernel function. */
  readonly target: string;
}

const ACCEPTED = ATTACH_TYPES.map((type) => `${type}/FUNCTION`).join(', ');

/** What a section's name asks for: `fentry/__arm64_sys_getpgid`. @throws BpfLoadError for every other form. */
export function parseAttachment(section: string): Attachment {
  const slash = section.indexOf('/');
  const type = ATTACH_TYPES.find((name) => name === (slash < 0 ? section : section.slice(0, slash)));
  if (type === undefined) {
    throw new BpfLoadError(`section "${section}": programs of this type are not supported; one of ${ACCEPTED}`);
  }
  const target = slash < 0 ? '' : section.slice(slash + 1);
  if (!/^[A-Za-z_][\w.]*$/.test(target)) {
    throw new BpfLoadError(
      `section "${section}": "${target}" is not a function to attach to; ${type}/FUNCTION is needed`,
    );
  }
  return { type, target };
}
