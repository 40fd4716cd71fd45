import { readValue, RingbufMap, StackMap, type Btf, type BtfValue, type KernelMap, type LoadedObject, type TypeId } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import type { MapResult } from './result.js';

/** What is in the maps of an object, as their types say. Records of ring buffers are taken out. */
export function mapContents(kernel: Kernel, loaded: LoadedObject): MapResult[] {
  const { object, maps } = loaded;
  return maps.flatMap((map, index): MapResult[] => {
    const { name, type, section } = map.definition;
    if (section !== undefined || name === '.kconfig') {
      const entries = object.variables
        .filter((one) => one.map === index)
        .map(({ name: key, offset, size, type: its }) => ({ key, value: typed(object.btf, its, kernel.memory.readBytes(map.value + BigInt(offset), size)) }));
      return entries.length > 0 ? [{ name, type: 'data', entries }] : [];
    }
    return [{ name, type, entries: elements(kernel, object.btf, map) }];
  });
}

function elements(kernel: Kernel, btf: Btf | undefined, map: KernelMap): MapResult['entries'] {
  const { btfKey, btfValue, type, valueSize } = map.definition;
  if (map instanceof RingbufMap) return map.drain().map((record, i) => ({ key: i, value: typed(btf, btfValue, record) }));
  const stride = Math.ceil(valueSize / 8) * 8;
  return [...map.entries()].flatMap(([key, bytes]) => {
    // Of an array, what was never written is no news.
    if (type.endsWith('array') && bytes.every((byte) => byte === 0)) return [];
    return [{ key: typed(btf, btfKey, key), value: value(bytes) }];
  });

  function value(bytes: Uint8Array): BtfValue {
    if (map instanceof StackMap) return addresses(kernel, bytes);
    if (!type.startsWith('percpu')) return typed(btf, btfValue, bytes);
    return Array.from({ length: bytes.length / stride }, (_, cpu) => typed(btf, btfValue, bytes.subarray(cpu * stride, cpu * stride + valueSize)));
  }
}

/** A stack, innermost first. */
function addresses({ symbols }: Kernel, bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = Array.from({ length: bytes.length / 8 }, (_, i) => view.getBigUint64(8 * i, true)).filter((address) => address !== 0n);
  return all.map((address) => {
    const at = symbols.at(address);
    return at ? `${at.name}+0x${at.offset.toString(16)}` : `0x${address.toString(16)}`;
  });
}

/** By its type; without one, a number of up to 8 bytes, or bytes. */
function typed(btf: Btf | undefined, type: TypeId | undefined, bytes: Uint8Array): BtfValue {
  if (btf && type !== undefined && btf.resolve(type)) return readValue(btf, type, bytes);
  if (bytes.length === 1 || bytes.length === 2 || bytes.length === 4 || bytes.length === 8) {
    const number = bytes.reduceRight((high, byte) => (high << 8n) | BigInt(byte), 0n);
    return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : `0x${number.toString(16)}`;
  }
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
