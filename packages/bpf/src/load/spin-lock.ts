import type { Btf, TypeId } from '../btf/index.js';

/** Where in a value of that type its `struct bpf_spin_lock` is, in bytes. */
export function spinLockOffset(btf: Btf | undefined, type: TypeId | undefined): number | undefined {
  const value = type === undefined ? undefined : btf?.resolve(type);
  if (value?.kind !== 'struct') return undefined;
  const lock = value.members.find(({ type: member }) => {
    const resolved = btf!.resolve(member);
    return resolved?.kind === 'struct' && resolved.name === 'bpf_spin_lock';
  });
  return lock && lock.bitOffset / 8;
}
