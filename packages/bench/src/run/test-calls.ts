/** An argument of a call: a number, or the address of memory with these bytes in it, the same for every call of a run. */
export type CallArgument = bigint | { readonly memory: Uint8Array };

/** A function of the kernel that a trigger calls. */
export interface KernelCall {
  readonly function: string;
  readonly arguments: readonly CallArgument[];
  /** What it returns where nothing is attached that changes that; not checked where it is not given. */
  readonly expect?: bigint;
  /** Bits of the result that count; 64 unless stated: what is above is left from other values. */
  readonly bits?: 16 | 32 | 64;
}

const call = (name: string, args: readonly CallArgument[], expect: bigint, bits: KernelCall['bits'] = 32): KernelCall => ({
  function: name, arguments: args, expect, bits,
});

const word = (value: number): CallArgument => ({ memory: Uint8Array.of(value, 0, 0, 0) });

/** What BPF_PROG_TEST_RUN of fentry and fexit programs calls (net/bpf/test_run.c; kernel-paths.md 9.2). */
export const FENTRY_CALLS: readonly KernelCall[] = [
  call('bpf_fentry_test1', [1n], 2n),
  call('bpf_fentry_test2', [2n, 3n], 5n),
  call('bpf_fentry_test3', [4n, 5n, 6n], 15n),
  call('bpf_fentry_test4', [7n, 8n, 9n, 10n], 34n),
  call('bpf_fentry_test5', [11n, 12n, 13n, 14n, 15n], 65n),
  call('bpf_fentry_test6', [16n, 17n, 18n, 19n, 20n, 21n], 111n),
  call('bpf_fentry_test7', [0n], 0n),
  call('bpf_fentry_test8', [{ memory: new Uint8Array(8) }], 0n),
  call('bpf_fentry_test9', [word(0)], 0n),
];

/** And of fmod_ret programs: `*b += 1; return a + *b`. A program that skips the function leaves *b alone. */
export const MODIFY_RETURN_CALLS: readonly KernelCall[] = [
  call('bpf_modify_return_test', [1n, word(2)], 4n),
  call('bpf_modify_return_test2', [1n, word(2), 3n, 4n, 5n, 6n, 7n], 29n),
];

/** All of them. */
export const TEST_RUN_CALLS: readonly KernelCall[] = [...FENTRY_CALLS, ...MODIFY_RETURN_CALLS];
