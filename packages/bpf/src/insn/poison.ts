/**
 * Numbers of helpers that there will never be, in calls that stand for what the kernel has not. They are refused where
 * control reaches them, and harmless behind a test whether it has (libbpf's 0xbad2310, and POISON_CALL_KFUNC_BASE).
 */
export const POISON = { coreRelocation: 0xbad2310, kernelFunction: 2002000000 } as const;

/** What a program that reaches such a call is told besides the number, as libbpf adds it to the verifier's log. */
export function poisonReason(helper: number, missing = 'such type, field or value'): string | undefined {
  switch (helper) {
    case POISON.coreRelocation:
      return `a CO-RE relocation without an answer: the kernel's BTF has no ${missing} (bpf_core_field_exists() asks)`;
    case POISON.kernelFunction:
      return 'a __weak function that the kernel has not (test its address first)';
    default:
      return undefined;
  }
}

export function isPoison(helper: number): boolean {
  return helper === POISON.coreRelocation || helper === POISON.kernelFunction;
}
