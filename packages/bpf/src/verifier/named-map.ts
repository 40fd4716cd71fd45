import type { MapType } from '../map/index.js';
import type { Env } from './env.js';

/** Maps of programs that may sleep: their elements outlive readers under RCU tasks trace. */
const SLEEPABLE: ReadonlySet<MapType> = new Set<MapType>(['array', 'percpu_array', 'hash', 'lru_hash', 'percpu_hash', 'ringbuf']);

/** The map that an instruction names is there, and one for programs of this kind (check_map_prog_compatibility() of v6.1). */
export function namedMap(env: Env, index: number): void {
  const map = env.input.maps?.[index];
  if (map === undefined) return env.fail(`fd ${index} is not pointing to valid bpf_map`);
  const { context } = env;
  if ('target' in context && context.sleepable) {
    if (map.spinLock !== undefined) env.fail('sleepable progs cannot use bpf_spin_lock yet');
    if (!SLEEPABLE.has(map.type)) env.fail(`Sleepable programs can only use array, hash, and ringbuf maps: '${map.name}' is ${map.type}`);
  }
  env.fact.note(index);
}
