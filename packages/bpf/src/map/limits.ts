import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from './definition.js';
import { MAP_FLAG, MAP_TYPE, mapTypeOf, type MapFlag, type MapType } from './types.js';

/** What a type asks of a map's sizes; what is not named may be anything. */
interface Limits {
  /** Bytes of a key: exactly these, or up to {@link MAX_KEY_SIZE}. */
  readonly key: 'any' | readonly number[];
  readonly value: (size: number) => string | undefined;
  readonly flags: readonly MapFlag[];
  /** Bytes that the map takes in the linear map, about. */
  readonly footprint: (definition: Sizes) => number;
}
type Sizes = Pick<MapDefinition, 'keySize' | 'valueSize' | 'maxEntries'>;

/** MAX_BPF_STACK: keys of a hash table are copied to the stack of programs. */
const MAX_KEY_SIZE = 512;
/** PCPU_MIN_UNIT_SIZE: the largest allocation of per-CPU memory. */
const MAX_PER_CPU_VALUE = 32 << 10;
/** PERF_MAX_STACK_DEPTH. */
export const MAX_STACK_DEPTH = 127;
/** The lab's linear map is small; a map may take half of it. */
const MAX_FOOTPRINT = 4 << 20;
const PAGE_SIZE = 4096;

const round8 = (size: number): number => Math.ceil(size / 8) * 8;
const some = (size: number): string | undefined => (size > 0 ? undefined : 'at least 1');
const perCpuValue = (size: number): string | undefined =>
  size > 0 && round8(size) <= MAX_PER_CPU_VALUE ? undefined : `1 to ${MAX_PER_CPU_VALUE}`;

const elements = ({ valueSize, maxEntries }: Sizes): number => round8(valueSize) * maxEntries;
const pointers = ({ maxEntries }: Sizes): number => 8 * maxEntries;
/** 48 bytes of struct htab_elem, and a bucket of 16 for every element. */
const hashElements = ({ keySize, valueSize, maxEntries }: Sizes): number =>
  (64 + round8(keySize) + round8(valueSize)) * maxEntries;

/** Without noPrealloc: elements are preallocated here, as they are in Linux unless that flag is given. */
const hashFlags: readonly MapFlag[] = ['numaNode', 'zeroSeed', 'rdonlyProg', 'wronlyProg', 'rdonly', 'wronly'];
const arrayFlags: readonly MapFlag[] = ['numaNode', 'rdonly', 'wronly', 'rdonlyProg', 'wronlyProg'];

const LIMITS: Readonly<Record<MapType, Limits>> = {
  array: { key: [4], value: some, flags: [...arrayFlags, 'mmapable'], footprint: elements },
  percpu_array: { key: [4], value: perCpuValue, flags: arrayFlags, footprint: elements },
  prog_array: { key: [4], value: (size) => (size === 4 ? undefined : '4'), flags: arrayFlags, footprint: pointers },
  hash: { key: 'any', value: some, flags: hashFlags, footprint: hashElements },
  lru_hash: { key: 'any', value: some, flags: hashFlags, footprint: hashElements },
  percpu_hash: {
    key: 'any',
    value: perCpuValue,
    flags: hashFlags,
    footprint: hashElements,
  },
  stack_trace: {
    key: [4],
    value: (size) =>
      size > 0 && size % 8 === 0 && size <= MAX_STACK_DEPTH * 8
        ? undefined
        : `a multiple of 8 up to ${MAX_STACK_DEPTH * 8}`,
    flags: ['numaNode', 'rdonly', 'wronly'],
    footprint: ({ valueSize, maxEntries }) => (valueSize + 32) * 2 * maxEntries,
  },
  ringbuf: {
    key: [0],
    value: (size) => (size === 0 ? undefined : '0'),
    flags: ['numaNode'],
    footprint: ({ maxEntries }) => 2 * maxEntries,
  },
};

/**
 * What map_alloc_check of the type would refuse, and what does not fit into the lab's memory.
 * @throws BpfLoadError, one line that names the map and what would be accepted.
 */
export function checkDefinition(definition: MapDefinition): void {
  const { name, type, keySize, valueSize, maxEntries, flags, innerMap } = definition;
  const refuse = (why: string): never => {
    throw new BpfLoadError(`map "${name}": ${why}`);
  };
  const limits: Limits | undefined = LIMITS[type];
  if (!limits) refuse(`type ${type} is not supported; one of ${Object.keys(MAP_TYPE).join(', ')}`);
  if (innerMap) refuse(`${type} holds no maps; maps of maps are not supported`);
  const { key, value, flags: accepted, footprint } = limits;
  if (key !== 'any' && !key.includes(keySize)) refuse(`key_size ${keySize}: ${type} maps need ${key.join(' or ')}`);
  if (key === 'any' && !(keySize > 0 && keySize <= MAX_KEY_SIZE))
    refuse(`key_size ${keySize}: ${type} maps need 1 to ${MAX_KEY_SIZE}`);
  const values = value(valueSize);
  if (values !== undefined) refuse(`value_size ${valueSize}: ${type} maps need ${values}`);
  const stray = flags & ~accepted.reduce((all, flag) => all | MAP_FLAG[flag], 0);
  if (stray)
    refuse(
      `map_flags 0x${flags.toString(16)}: ${type} maps take ${accepted.join(', ')}, and not 0x${(stray >>> 0).toString(16)}`,
    );
  if (type === 'ringbuf') {
    const fits = maxEntries >= PAGE_SIZE && (maxEntries & (maxEntries - 1)) === 0;
    if (!fits) refuse(`max_entries ${maxEntries}: ringbuf maps need a power of two that is a multiple of ${PAGE_SIZE}`);
  } else if (!(Number.isInteger(maxEntries) && maxEntries > 0 && maxEntries <= 0x7fffffff)) {
    refuse(`max_entries ${maxEntries}: ${type} maps need 1 to ${0x7fffffff}`);
  }
  const size = footprint(definition);
  if (size > MAX_FOOTPRINT) {
    const what =
      type === 'ringbuf' ? `max_entries ${maxEntries}` : `max_entries ${maxEntries} of value_size ${valueSize}`;
    refuse(`${what}: takes ${size} bytes; a map may take ${MAX_FOOTPRINT}`);
  }
}

/** The type of a number from an object. @throws BpfLoadError naming the map, the number and what is there. */
export function requireMapType(name: string, number: number): MapType {
  const type = mapTypeOf(number);
  if (type) return type;
  const known = Object.entries(MAP_TYPE).map(([one, value]) => `${one} (${value})`);
  throw new BpfLoadError(`map "${name}": type ${number} is not supported; one of ${known.join(', ')}`);
}
