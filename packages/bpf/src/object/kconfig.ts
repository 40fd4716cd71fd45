import type { Btf, BtfTypeOf, TypeId } from '../btf/index.js';
import { BpfLoadError } from '../load-error.js';
import { MAP_FLAG, type MapDefinition } from '../map/index.js';
import type { KernelConfig } from './kernel-target.js';

/** The section that externs marked __kconfig come from, and the map that libbpf puts their values in. */
const KCONFIG = '.kconfig';

export interface KconfigVariable {
  readonly name: string;
  /** Bytes, within the map's value. */
  readonly offset: number;
  readonly size: number;
  readonly type: TypeId;
}

/** TRI_NO, TRI_YES, TRI_MODULE of `enum libbpf_tristate`. */
const TRISTATE = { n: 0n, y: 1n, m: 2n } as const;

/** The variables that the kernel's configuration gives values to, and the read-only map of them; as libbpf lays it out. */
export function readKconfig(
  btf: Btf | undefined,
  config: KernelConfig | undefined,
  isWeak: (symbol: string) => boolean,
): { map: MapDefinition; variables: KconfigVariable[] } | undefined {
  const section = btf?.find('datasec', KCONFIG);
  if (!btf || !section) return undefined;
  const found = section.variables.map(({ type }) => btf.type(type)).filter((type): type is BtfTypeOf<'var'> => type?.kind === 'var');
  const variables: KconfigVariable[] = [];
  let end = 0;
  for (const { name, type } of [...found].sort((a, b) => alignment(btf, b.type) - alignment(btf, a.type))) {
    const size = btf.sizeOf(type);
    if (!size || size > 4096) throw new BpfLoadError(`extern "${name}": its type has no size that ${KCONFIG} could hold`);
    const align = alignment(btf, type);
    const offset = Math.ceil(end / align) * align;
    variables.push({ name, offset, size, type });
    end = offset + size;
  }
  if (end === 0) return undefined;
  const initial = new Uint8Array(end);
  for (const one of variables) initial.set(valueOf(btf, one, config, isWeak(one.name)), one.offset);
  const flags = MAP_FLAG.mmapable | MAP_FLAG.rdonlyProg;
  return { map: { name: KCONFIG, type: 'array', keySize: 4, valueSize: end, maxEntries: 1, flags, readOnly: true, initial }, variables };
}

function alignment(btf: Btf, id: TypeId): number {
  const type = btf.resolve(id);
  return (type?.kind === 'array' ? btf.sizeOf(type.type) : btf.sizeOf(id)) || 1;
}

function valueOf(btf: Btf, { name, size, type }: KconfigVariable, config: KernelConfig | undefined, weak: boolean): Uint8Array {
  const bytes = new Uint8Array(size);
  const value = config && Object.hasOwn(config, name) ? config[name]! : undefined;
  if (value === undefined) {
    if (weak) return bytes;
    const known = config ? Object.keys(config).slice(0, 6).join(', ') : 'none';
    throw new BpfLoadError(`extern "${name}": not in the kernel's configuration (${known}, …); declare it __weak to read 0`);
  }
  const kind = btf.resolve(type);
  const refuse = (wanted: string): never => {
    const has = typeof value === 'object' ? `"${value.text}"` : value;
    throw new BpfLoadError(`extern "${name}": ${has} does not fit its type; ${wanted} is needed`);
  };
  if (typeof value === 'object') {
    if (kind?.kind !== 'array' || btf.sizeOf(kind.type) !== 1) return refuse('an array of char');
    bytes.set(new TextEncoder().encode(value.text).subarray(0, size - 1));
    return bytes;
  }
  const truth = kind?.kind === 'int' && kind.bool;
  if (kind?.kind === 'array' || (truth && typeof value === 'number') || !(size === 1 || size === 2 || size === 4 || size === 8)) return refuse('an integer');
  const number = typeof value === 'number' ? BigInt(value) : tristate(value, kind, refuse);
  if (BigInt.asUintN(size * 8, number) !== number) refuse(`a wider integer than ${size} bytes`);
  new DataView(bytes.buffer).setUint8(0, Number(number & 0xffn));
  for (let i = 1; i < size; i++) bytes[i] = Number((number >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

/** y, n, m: a bool knows two of them, `enum libbpf_tristate` three, a char holds the letter. */
function tristate(value: 'y' | 'n' | 'm', type: ReturnType<Btf['resolve']>, refuse: (wanted: string) => never): bigint {
  if (type?.kind === 'int' && type.bool) return value === 'm' ? refuse('enum libbpf_tristate') : TRISTATE[value];
  if (type?.kind === 'enum' && type.name === 'libbpf_tristate') return TRISTATE[value];
  if (type?.kind === 'int' && type.size === 1) return BigInt(value.charCodeAt(0));
  return refuse('bool, enum libbpf_tristate or char');
}
