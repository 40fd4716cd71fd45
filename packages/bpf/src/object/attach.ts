import { BpfLoadError } from '../load-error.js';

/** How a program is called, by the first part of its section's name (libbpf's names), and what the kernel calls that. */
export const ATTACH = {
  fentry: { program: 'tracing', expected: 24 },
  fexit: { program: 'tracing', expected: 25 },
  fmod_ret: { program: 'tracing', expected: 26 },
  kprobe: { program: 'kprobe', expected: 0 },
  kretprobe: { program: 'kprobe', expected: 0 },
  'kprobe.multi': { program: 'kprobe', expected: 42 },
  'kretprobe.multi': { program: 'kprobe', expected: 42 },
} as const satisfies Record<string, { program: 'tracing' | 'kprobe'; expected: number }>;

export type AttachType = keyof typeof ATTACH;
export const ATTACH_TYPES = Object.keys(ATTACH) as AttachType[];

export interface Attachment {
  readonly type: AttachType;
  /** The kernel function; of `.multi`, a pattern with `*` and `?`. */
  readonly target: string;
  /** Bytes from the function, of a kprobe. Default 0. */
  readonly offset?: number;
  /** `fentry.s`: the program may fault, and runs under RCU tasks trace. Default false. */
  readonly sleepable?: boolean;
}

/** What a section's name asks for. */
export interface SectionName {
  readonly attach: Attachment;
  /** False for `?fentry/…`: loaded only where it is named. */
  readonly autoload: boolean;
}

const SLEEPABLE: readonly AttachType[] = ['fentry', 'fexit', 'fmod_ret'];
const SYMBOL = /^[A-Za-z_][\w.]*$/;
const PATTERN = /^[\w.*?]+$/;

/** The forms that are taken, for messages. */
const ACCEPTED = ATTACH_TYPES.map((type) => `${type}/${wanted(type)}`).join(', ');

function wanted(type: AttachType): string {
  if (type.endsWith('.multi')) return 'PATTERN';
  return type === 'kprobe' ? 'FUNCTION[+OFFSET]' : 'FUNCTION';
}

/** Parses `[?]TYPE[.s]/TARGET`. @throws BpfLoadError for every other form. */
export function parseSectionName(section: string): SectionName {
  const autoload = !section.startsWith('?');
  const [head, target] = atSlash(autoload ? section : section.slice(1));
  const sleepable = head.endsWith('.s') && SLEEPABLE.some((type) => `${type}.s` === head);
  const name = sleepable ? head.slice(0, -2) : head;
  const type = ATTACH_TYPES.find((one) => one === name);
  if (type === undefined) {
    throw new BpfLoadError(`section "${section}": programs of this type are not supported; one of ${ACCEPTED}`);
  }
  return { attach: { type, ...parseTarget(section, type, target), ...(sleepable && { sleepable }) }, autoload };
}

function atSlash(text: string): [string, string] {
  const slash = text.indexOf('/');
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

function parseTarget(section: string, type: AttachType, target: string): Pick<Attachment, 'target' | 'offset'> {
  const refuse = (why: string): never => {
    throw new BpfLoadError(`section "${section}": ${why}; ${type}/${wanted(type)} is needed`);
  };
  if (type.endsWith('.multi')) {
    return PATTERN.test(target) ? { target } : refuse(`"${target}" is no pattern of functions to attach to`);
  }
  const plus = type === 'kprobe' ? target.indexOf('+') : -1;
  const symbol = plus < 0 ? target : target.slice(0, plus);
  if (!SYMBOL.test(symbol)) refuse(`"${symbol}" is not a function to attach to`);
  if (plus < 0) return { target };
  const digits = target.slice(plus + 1);
  if (!/^(0x[0-9a-f]{1,6}|\d{1,7})$/i.test(digits)) refuse(`"${digits}" is no offset in bytes`);
  return { target: symbol, offset: Number(digits) };
}
