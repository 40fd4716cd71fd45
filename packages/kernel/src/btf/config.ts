/**
 * The options of the kernel's .config that what is in the image stands for, and what libbpf gives programs under names of
 * its own. `y` and `n` as there; text in an object.
 */
export const kernelConfig = {
  /** KERNEL_VERSION(6, 1, 0): the state before the series. */
  LINUX_KERNEL_VERSION: (6 << 16) | (1 << 8),
  LINUX_HAS_BPF_COOKIE: 1,
  LINUX_HAS_SYSCALL_WRAPPER: 1,
  CONFIG_ARM64: 'y',
  CONFIG_64BIT: 'y',
  CONFIG_SMP: 'y',
  CONFIG_PREEMPT: 'y',
  CONFIG_PREEMPT_RCU: 'y',
  CONFIG_PREEMPT_VOLUNTARY: 'n',
  CONFIG_TASKS_TRACE_RCU: 'y',
  CONFIG_NR_CPUS: 256,
  CONFIG_HZ: 250,
  CONFIG_BPF: 'y',
  CONFIG_BPF_SYSCALL: 'y',
  CONFIG_BPF_JIT: 'y',
  CONFIG_BPF_JIT_ALWAYS_ON: 'y',
  CONFIG_BPF_EVENTS: 'y',
  CONFIG_KPROBES: 'y',
  CONFIG_KRETPROBES: 'y',
  CONFIG_FPROBE: 'y',
  CONFIG_FTRACE: 'y',
  CONFIG_FUNCTION_TRACER: 'y',
  CONFIG_DYNAMIC_FTRACE: 'y',
  CONFIG_MODULES: 'n',
  CONFIG_LOCALVERSION: { text: '-tracelab' },
} as const;
