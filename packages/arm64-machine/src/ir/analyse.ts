import { isValue, type Step, type Value } from './ir.js';

/**
 * Resources that instructions depend on one another through, as the timing model numbers them:
 * X0..X30 are 0..30, SP 31, NZCV 32 (renamed as one), V0..V31 33..64.
 */
export const SP = 31;
export const NZCV = 32;
export const V0 = 33;
export const RESOURCE_COUNT = 65;

export interface Write {
  readonly resource: number;
  /** Resources that this result is computed from, the loaded data aside. */
  readonly sources: readonly number[];
  /** Position of the load among the instruction's loads that the result comes from (0 for the first), or undefined. */
  readonly load: number | undefined;
}

/** Dataflow of one instruction, derived from its semantics. */
export interface Dataflow {
  readonly reads: readonly number[];
  readonly writes: readonly Write[];
  /** Resources that the address of the memory accesses depends on. */
  readonly addressSources: readonly number[];
  /** Resources that stored data depend on. */
  readonly dataSources: readonly number[];
  readonly loads: number;
  readonly stores: number;
  /** Bytes that all loads, and all stores, cover together. */
  readonly loadBytes: number;
  readonly storeBytes: number;
  readonly sysregReads: readonly number[];
  readonly sysregWrites: readonly number[];
}

interface Origin {
  readonly sources: ReadonlySet<number>;
  readonly load: number | undefined;
}

const NOTHING: Origin = { sources: new Set(), load: undefined };

/** Follows values from registers to effects. */
export function analyse(steps: readonly Step[]): Dataflow {
  const reads = new Set<number>();
  const writes = new Map<number, Write>();
  const addressSources = new Set<number>();
  const dataSources = new Set<number>();
  const sysregReads: number[] = [];
  const sysregWrites: number[] = [];
  const origins = new Map<number, Origin>();
  let loads = 0, stores = 0, loadBytes = 0, storeBytes = 0;

  const from = (value: Value): Origin => origins.get(value.id) ?? NOTHING;
  const register = (resource: number): Origin => {
    reads.add(resource);
    return { sources: new Set([resource]), load: undefined };
  };
  const merge = (...values: Value[]): Origin => {
    const sources = new Set<number>();
    let load: number | undefined;
    for (const { sources: more, load: from_ } of values.map(from)) {
      for (const one of more) sources.add(one);
      load = from_ ?? load;
    }
    return { sources, load };
  };
  const write = (resource: number, value: Value): void => {
    const { sources, load } = from(value);
    const before = writes.get(resource);
    writes.set(resource, {
      resource,
      sources: [...new Set([...(before?.sources ?? []), ...sources])],
      load: load ?? before?.load,
    });
  };
  const originOf = (value: Value): Origin => {
    switch (value.op) {
      case 'const': case 'pc': return NOTHING;
      case 'reg': return register(value.reg);
      case 'sp': return register(SP);
      case 'vreg': return register(V0 + value.reg);
      case 'flag': return register(NZCV);
      case 'binary': case 'compare': return merge(value.a, value.b);
      case 'unary': case 'extend': return merge(value.a);
      case 'select': return merge(value.cond, value.a, value.b);
      case 'carryOut': return merge(value.a, value.b, value.carryIn);
      case 'crc32': return merge(value.acc, value.data);
      case 'monitorPass': return merge(value.address);
      case 'sysreg': sysregReads.push(value.encoding); return NOTHING;
      case 'load': {
        for (const source of from(value.address).sources) addressSources.add(source);
        loadBytes += value.bytes;
        return { sources: new Set(), load: loads++ };
      }
    }
  };
  const visit = (list: readonly Step[]): void => {
    for (const step of list) {
      if (isValue(step)) { origins.set(step.id, originOf(step)); continue; }
      switch (step.op) {
        case 'setReg': write(step.reg, step.value); break;
        case 'setSp': write(SP, step.value); break;
        case 'setVreg': write(V0 + step.reg, step.value); break;
        case 'setFlag': write(NZCV, step.value); break;
        case 'store':
          for (const source of from(step.address).sources) addressSources.add(source);
          for (const source of from(step.value).sources) dataSources.add(source);
          stores++;
          storeBytes += step.bytes;
          break;
        case 'setSysreg': sysregWrites.push(step.encoding); break;
        case 'when': visit(step.steps); break;
        default: break;
      }
    }
  };
  visit(steps);
  return {
    reads: [...reads], writes: [...writes.values()],
    addressSources: [...addressSources], dataSources: [...dataSources],
    loads, stores, loadBytes, storeBytes, sysregReads, sysregWrites,
  };
}

