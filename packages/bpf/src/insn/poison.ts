/**
 * Numbers of helpers that there will never be, in calls that stand for what the kernel has not. They are refused where
 * control reaches them, and harmless behind a test whether it has (libbpf's 0xbad2310, and POISON_CALL_KFUNC_BASE).
 */
export const POISON = { coreRelocation: 0xbad2310, kernelFunction: 2002000000 } as const;

export function isPoison(helper: number): boolean {
  return helper === POISON.coreRelocation || helper === POISON.kernelFunction;
}
