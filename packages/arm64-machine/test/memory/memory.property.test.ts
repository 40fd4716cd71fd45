import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memory, MemoryFault } from '../../src/memory/memory.js';
import { PAGE_SIZE } from '../../src/memory/page.js';

/** Fixed, so that a run repeats; a failure prints it with the path to the smallest counterexample. */
const seed = Number(process.env['TRACELAB_SEED'] ?? 2022);

/** Pages side by side across 4 GiB, where addresses carry into their upper half. */
const BASE = 0x1_0000_0000n - BigInt(2 * PAGE_SIZE);
const pages = [
  { name: 'shared', perms: 'rw', el0: true },
  { name: 'read-only', perms: 'r', el0: true },
  { name: 'kernel', perms: 'rw', el0: false },
  { name: 'device', perms: 'rw', el0: true, device: true },
  undefined, // a hole
  { name: 'more', perms: 'rw', el0: true },
  { name: 'code', perms: 'rwx', el0: true, watched: true },
] as const;

interface Access {
  readonly write: boolean;
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly el0: boolean;
  readonly value: bigint;
}
type Outcome = bigint | { readonly fault: string; readonly at: bigint };

/** What the memory should do, byte by byte. */
class Model {
  readonly bytes = new Uint8Array(pages.length * PAGE_SIZE);
  readonly device: string[] = [];

  access({ write, offset, size, el0, value }: Access): Outcome {
    const touched = [...new Set([offset, offset + size - 1].map((byte) => Math.floor(byte / PAGE_SIZE)))];
    const unaligned = offset % size !== 0;
    for (const [i, number] of touched.entries()) {
      const page = pages[number];
      const at = BASE + BigInt(i === 0 ? offset : number * PAGE_SIZE);
      if (!page) return { fault: 'translation', at };
      if (!page.perms.includes(write ? 'w' : 'r') || (el0 && !page.el0)) return { fault: 'permission', at };
      if (i === 0 && unaligned && touched.some((one) => isDevice(one))) return { fault: 'alignment', at };
    }
    if (isDevice(touched[0]!)) {
      const inside = offset - touched[0]! * PAGE_SIZE;
      this.device.push(`${write ? 'write' : 'read'} ${inside} ${size}${write ? ` ${BigInt.asUintN(8 * size, value)}` : ''}`);
      return write ? 0n : deviceValue(inside, size);
    }
    let read = 0n;
    for (let i = 0; i < size; i++) {
      if (write) this.bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
      else read |= BigInt(this.bytes[offset + i]!) << BigInt(8 * i);
    }
    return read;
  }
}

const isDevice = (number: number): boolean => {
  const page = pages[number];
  return page !== undefined && 'device' in page;
};
const deviceValue = (offset: number, size: number): bigint => BigInt.asUintN(8 * size, 0x1122_3344_5566_7788n * BigInt(offset + 1));

/** The memory as an engine uses it. */
class Subject {
  readonly memory = new Memory(1 << 20);
  readonly device: string[] = [];
  codeWrites = 0;

  constructor() {
    pages.forEach((page, i) => {
      if (!page) return;
      const device = {
        read: (offset: number, size: number): bigint => {
          this.device.push(`read ${offset} ${size}`);
          return deviceValue(offset, size);
        },
        write: (offset: number, size: number, value: bigint): void => void this.device.push(`write ${offset} ${size} ${value}`),
      };
      const { name, perms, el0 } = page;
      const base = BASE + BigInt(i * PAGE_SIZE);
      this.memory.map({ name, base, size: PAGE_SIZE, perms, el0, ...('device' in page && { device }) });
      if ('watched' in page) this.memory.watchCode(Number(BigInt.asIntN(32, base)), Number(base >> 32n));
    });
    this.memory.onCodeWrite(() => this.codeWrites++);
  }

  access({ write, offset, size, el0, value }: Access): Outcome {
    const { memory } = this;
    const address = BASE + BigInt(offset);
    const [low, high] = [Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n))];
    try {
      const place = write ? memory.writeAt(low, high, size, el0 ? 1 : 0) : memory.readAt(low, high, size, el0 ? 1 : 0);
      const view = new DataView(memory.buffer, place, 8);
      if (!write) return BigInt.asUintN(8 * size, view.getBigUint64(0, true));
      for (let i = 0; i < size; i++) view.setUint8(i, Number((value >> BigInt(8 * i)) & 0xffn));
      if (place < 64) memory.commit();
      return 0n;
    } catch (error) {
      if (!(error instanceof MemoryFault)) throw error;
      return { fault: error.kind, at: (BigInt(error.high >>> 0) << 32n) | BigInt(error.low >>> 0) };
    }
  }
}

/** Near the ends of pages more often than not. */
const offset = fc.oneof(
  fc.nat(pages.length * PAGE_SIZE - 9),
  fc.tuple(fc.integer({ min: 1, max: pages.length - 1 }), fc.integer({ min: -9, max: 8 })).map(([page, by]) => page * PAGE_SIZE + by),
);
const access: fc.Arbitrary<Access> = fc.record({
  write: fc.boolean(), offset, size: fc.constantFrom(1, 2, 4, 8), el0: fc.boolean(), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

test('accesses do what the page that they touch allows, and are seen by the next', () => {
  fc.assert(
    fc.property(fc.array(access, { minLength: 1, maxLength: 60 }), (accesses) => {
      const [model, subject] = [new Model(), new Subject()];
      for (const one of accesses) expect(subject.access(one)).toEqual(model.access(one));
      expect(subject.device).toEqual(model.device);
      pages.forEach((page, i) => {
        if (!page || 'device' in page) return;
        const bytes = subject.memory.readBytes(BASE + BigInt(i * PAGE_SIZE), PAGE_SIZE);
        expect(Buffer.from(bytes).equals(Buffer.from(model.bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE)))).toBe(true);
      });
    }),
    { seed, numRuns: 300 },
  );
});

test('each store to a page of code is told', () => {
  fc.assert(
    fc.property(fc.array(access, { minLength: 1, maxLength: 20 }), (accesses) => {
      const subject = new Subject();
      let expected = 0;
      for (const one of accesses) {
        const touchesCode = one.offset + one.size > (pages.length - 1) * PAGE_SIZE;
        if (typeof subject.access(one) === 'bigint' && one.write && touchesCode) expected++;
        expect(subject.codeWrites).toBe(expected);
      }
    }),
    { seed, numRuns: 200 },
  );
});
