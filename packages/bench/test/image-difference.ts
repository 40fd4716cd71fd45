import type { Image, ObjectCode } from '@tracelab/arm64-machine';
import type { KernelImage } from '@tracelab/kernel';
import { bytesBefore } from '../src/review/listing.js';

/** An object as assembled, counted from its symbol: what stands in front of that is the compiler's option, not the routine's. */
function code(object: ObjectCode): unknown {
  const skip = bytesBefore(object);
  return {
    sections: object.sections
      .filter(({ bytes }) => bytes.length > 0)
      .map(({ name, flags, bytes, relocations }) => ({
        name,
        flags,
        bytes: Buffer.from(bytes.subarray(skip)).toString('hex'),
        relocations: relocations.map(({ offset, type, symbol, addend }) => [offset - skip, type, symbol, addend]),
      })),
    symbols: object.symbols.map(({ name, value, size, global }) => [name, Number(value) - skip, size, global]),
  };
}

const byName = ({ objects }: KernelImage): Map<string, ObjectCode> => new Map(objects.map((object) => [object.name, object]));

/** Symbols whose code, or relocations, are not the same in both images before addresses are known; or are in one only. */
export function changedSymbols(before: KernelImage, after: KernelImage): string[] {
  const [a, b] = [byName(before), byName(after)];
  const differs = (name: string): boolean => {
    const [one, other] = [a.get(name), b.get(name)];
    return !one || !other || stable(code(one)) !== stable(code(other));
  };
  return [...new Set([...a.keys(), ...b.keys()])].filter(differs).sort();
}

const stable = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));

/** Symbols with the words, as hex, that stand in front of them in the after image but not in the before one. */
export function entriesGrown(before: KernelImage, after: KernelImage): Map<string, string> {
  const [a, b] = [byName(before), byName(after)];
  const front = (object: ObjectCode): string =>
    Buffer.from(object.sections.find(({ bytes }) => bytes.length > 0)!.bytes.subarray(0, bytesBefore(object))).toString('hex');
  const grown = [...b].flatMap(([name, object]) => {
    const one = a.get(name);
    return one && front(one) !== front(object) ? [[name, front(object).slice(front(one).length)] as const] : [];
  });
  return new Map(grown);
}

/** A symbol's bytes in the linked image, the places that relocations filled left out. */
export function linkedBytes({ image }: KernelImage, name: string): string {
  const { address, size } = image.symbols.entry(name)!;
  const bytes = Buffer.from(bytesAt(image, address, size));
  for (const site of image.relocationSites) {
    const offset = Number(site.address - address);
    if (offset >= 0 && offset < size) bytes.fill(0, offset, offset + (/^R_AARCH64_(ABS|PREL)64$/.test(site.type) ? 8 : 4));
  }
  return bytes.toString('hex');
}

function bytesAt({ segments }: Image, address: bigint, size: number): Uint8Array {
  const segment = segments.find((one) => address >= one.address && address < one.address + BigInt(one.bytes.length))!;
  const offset = Number(address - segment.address);
  return segment.bytes.subarray(offset, offset + size);
}
