import { Random, readElf } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { BpfLoadError, LoadedObject, readObject, triggerObject } from '../src/index.js';
import { BareHost } from './bare-host.js';
import { alu, exit, imm64, jump, mov, reg } from './build.js';
import { writeSlots, type Slot } from '../src/insn/slot.js';

const FENTRY = 'fentry/__arm64_sys_getpgid';

/** A copy of the trigger object with some bytes changed. */
function patched(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  const bytes = triggerObject.slice();
  change(bytes, new DataView(bytes.buffer));
  return bytes;
}

/** Where a section's bytes are in the file. */
function offsetOf(section: string): number {
  return readElf(triggerObject).section(section)!.bytes.byteOffset - triggerObject.byteOffset;
}

/** With every occurrence of a text overwritten by another that is no longer. */
function renamed(from: string, to: string): Uint8Array {
  return patched((bytes) => {
    const text = Buffer.from(bytes.buffer);
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + 1)) {
      bytes.fill(0, at, at + from.length);
      bytes.set(Buffer.from(to), at);
    }
  });
}

/** With other instructions at the start of the fentry program. */
function withCode(...slots: Slot[]): Uint8Array {
  return patched((bytes) => bytes.set(writeSlots(slots), offsetOf(FENTRY)));
}

function refusal(bytes: Uint8Array): string {
  try {
    new LoadedObject(new BareHost(), readObject(bytes)).load('trigger_fentry');
  } catch (error) {
    if (error instanceof BpfLoadError) return error.message;
    throw error;
  }
  return 'loaded';
}

const call = (helper: number, src = 0): Slot => ({ code: 0x85, dst: 0, src, off: 0, imm: helper });

test.each([
  ['no bytes', new Uint8Array(), /^not an ELF file/],
  ['text', Buffer.from('#!/bin/sh\necho not an object\n'), /^not an ELF file/],
  [
    'machine',
    patched((_, view) => view.setUint16(18, 183, true)),
    /^not a BPF object but ELF for machine 183: BPF \(247/,
  ],
  ['32 bits', patched((bytes) => void (bytes[4] = 1)), /32-bit.*64-bit/],
  ['executable', patched((_, view) => view.setUint16(16, 2, true)), /^ELF of type 2: a relocatable object \(1/],
  [
    'program type',
    renamed('fentry/', 'fantry/'),
    /section "fantry\/__arm64_sys_getpgid": .*one of fentry\/FUNCTION, fexit/,
  ],
  ['no target', renamed('fentry/__arm64_sys_getpgid', 'fentry/'), /section "fentry\/": "" is not a function/],
  ['maps that are none', renamed('license', '.maps'), /^map "_.maps": declared as array; a struct of __uint/],
  [
    'relocation type',
    patched((_, view) => view.setUint32(offsetOf(`.rel${FENTRY}`) + 8, 77, true)),
    /^trigger_fentry: instruction 1: relocation against "hits": type 77 is not supported; R_BPF_64_64/,
  ],
  [
    'relocation place',
    patched((_, view) => view.setBigUint64(offsetOf(`.rel${FENTRY}`), 0n, true)),
    /^trigger_fentry: instruction 0: relocation against "hits": R_BPF_64_64 belongs on a 64-bit immediate load/,
  ],
  ['helper', withCode(call(22)), /^trigger_fentry: instruction 0: helper bpf_perf_event_read#22 is not supported/],
  ['unknown helper', withCode(call(9999)), /helper unknown#9999 is not supported/],
  ['opcode', withCode({ ...exit, code: 0xe5 }), /^trigger_fentry: instruction 0: opcode 0xe5/],
  ['register', withCode({ ...mov(1, reg(2)), src: 12 }), /^trigger_fentry: instruction 0: register r12/],
  ['frame pointer', withCode(alu('add', true, 10, 1)), /^trigger_fentry: instruction 0: r10 is read-only/],
  ['jump away', withCode(jump('jeq', true, 1, 0, 100)), /^trigger_fentry: instruction 0: jumps to 101/],
  ['jump into an immediate', withCode(jump('jeq', true, 1, 0, 1)), /^trigger_fentry: instruction 0: jumps to 2/],
  [
    'map by descriptor',
    withCode(mov(0, 0), ...imm64(2, 0n), { ...imm64(1, 99n)[0]!, src: 1 }, imm64(1, 0n)[1]!, exit),
    /^trigger_fentry: insn 3/,
  ],
])('%s', (_, bytes, message) => {
  const text = refusal(bytes);
  expect(text).toMatch(message);
  expect(text).not.toContain('\n');
});

test('the same program loads when nothing is wrong', () => expect(refusal(triggerObject)).toBe('loaded'));

test('an object without programs', () => {
  const elf = readElf(triggerObject);
  const headers = Number(new DataView(triggerObject.buffer, triggerObject.byteOffset).getBigUint64(40, true));
  const empty = patched((_, view) => {
    for (const { index, flags } of elf.sections) if (flags & 4) view.setBigUint64(headers + index * 64 + 8, 0n, true);
  });
  expect(refusal(empty)).toMatch(/^no programs: a function with SEC\("fentry\/FUNCTION"\)/);
});

test('every truncation is refused in one line', () => {
  for (let length = 0; length < triggerObject.length; length += 13) {
    expect(() => readObject(triggerObject.subarray(0, length))).toThrow(/^(not an ELF file|truncated: ).*$/);
  }
});

test('changed bytes give an object or a BpfLoadError, nothing else', () => {
  const random = new Random(0x2f6e2b1);
  for (let n = 0; n < 2000; n++) {
    const bytes = patched((copy) => {
      for (let changes = 1 + random.below(4); changes > 0; changes--) copy[random.below(copy.length)] = random.below(256);
    });
    try {
      readObject(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(BpfLoadError);
    }
  }
});
