/** Objects of programs/ that the page offers to whoever has none at hand; fetched when one is chosen. */
export const SAMPLES = {
  hello: { url: new URL('../../../../programs/hello.bpf.o', import.meta.url), about: 'bpf_printk, a hash map, an optional program' },
  ringbuf: { url: new URL('../../../../programs/ringbuf.bpf.o', import.meta.url), about: 'records of a ring buffer: submitted, discarded, too large' },
  recursion: { url: new URL('../../../../programs/recursion.bpf.o', import.meta.url), about: 'a program that calls what it is on: missed by a direct call, kept off by fprobe’s own guard' },
  tailcall: { url: new URL('../../../../programs/tailcall.bpf.o', import.meta.url), about: 'bpf_tail_call up to the limit of 33' },
  kprobe_multi: { url: new URL('../../../../programs/kprobe_multi.bpf.o', import.meta.url), about: 'one program on nine functions; refused with series ftrace-regs' },
} as const;

export type Sample = keyof typeof SAMPLES;
export const SAMPLE_NAMES = Object.keys(SAMPLES) as Sample[];

export function fileOf(sample: Sample): string {
  return `${sample}.bpf.o`;
}
