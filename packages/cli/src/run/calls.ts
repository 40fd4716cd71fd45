import type { CallArgument, KernelCall } from '@tracelab/bench';
import * as v from 'valibot';
import { InputError } from '../errors.js';

const Number64 = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger('a whole number up to 2^53, or text in decimal or hex')), v.pipe(v.string(), v.regex(/^-?(?:\d{1,20}|0x[0-9a-f]{1,16})$/i, 'a number: digits, or hex digits after 0x'))], 'a number, or text in decimal or hex'),
  v.transform((value) => (typeof value === 'string' && value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value))),
);

const Bytes = v.pipe(
  v.strictObject({
    memory: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}\s*){1,4096}$/i, 'bytes in hex, 1 to 4096 of them')),
  }),
  v.transform(({ memory }): CallArgument => ({ memory: Uint8Array.from(memory.match(/[0-9a-f]{2}/gi)!, (byte) => parseInt(byte, 16)) })),
);

const CALL_ENTRIES = {
  function: v.pipe(v.string('the name of a function'), v.minLength(1, 'the name of a function')),
  args: v.optional(v.pipe(v.array(v.union([Number64, Bytes], 'a number, or {"memory": "hex bytes"}')), v.maxLength(8, 'eight arguments at most')), []),
  expect: v.optional(Number64),
  bits: v.optional(v.picklist([16, 32, 64], '16, 32 or 64')),
};

const Call = v.pipe(
  v.strictObject(CALL_ENTRIES),
  v.transform(({ function: name, args, expect, bits }): KernelCall => ({
    function: name, arguments: args, ...(expect !== undefined && { expect }), ...(bits && { bits }),
  })),
);

const Calls = v.pipe(v.array(Call, 'a list of calls'), v.minLength(1, 'one call at least'), v.maxLength(10_000, '10000 calls at most'));

/**
 * The calls of a CALLS.json: `[{"function": "bpf_fentry_test1", "args": [1], "expect": 2, "bits": 32}]`.
 *
 * @throws InputError that names the first place that cannot be
 */
export function parseCalls(path: string, text: string): KernelCall[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: no JSON: ${(error as Error).message}`);
  }
  const parsed = v.safeParse(Calls, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new InputError(`${path}: ${describe(issue)}`);
}

/** What is wrong, and with which call. */
function describe(issue: v.InferIssue<typeof Calls>): string {
  const [call, ...inside] = (issue.path ?? []).map(({ key }) => String(key));
  const where = call === undefined ? '' : `call ${call}: `;
  if (issue.type !== 'strict_object') return `${where}${inside.length > 0 ? `${inside.join('.')}: ` : ''}${issue.received} is there, ${issue.message} is wanted`;
  const keys = Object.keys(CALL_ENTRIES);
  if (inside.length === 0) return `${where}${issue.received} is there, an object is wanted, with ${keys.join(', ')}`;
  if (issue.expected === 'never') return `${where}"${inside.join('.')}" is not known: one of ${keys.join(', ')}`;
  return `${where}no "${inside.join('.')}": the name of a function is wanted`;
}
