import type { DefectId } from './defect.js';

export interface Defect {
  readonly title: string;
  /** What goes wrong, and what is done instead. */
  readonly wrong: string;
  readonly fix: string;
  readonly source: string;
}

const RFC = 'the RFC of 8 November 2022 (kernel-paths.md 6.3)';

/** What is wrong with BPF on fprobe as posted, each by itself to be put back; the default is without all but `node-for-entry`. */
export const DEFECTS: Readonly<Record<DefectId, Defect>> = {
  'leaked-counts': {
    title: 'A suppressed recursion leaks what enter took',
    wrong: 'call_bpf_prog returns without the exit function where enter returned 0: an RCU read lock, a disabled migration, the active count and the run context stay.',
    fix: 'the exit function runs in any case, as in the JITed trampoline',
    source: `${RFC}, 1`,
  },
  'overflowed-arguments': {
    title: 'Seven or eight arguments overflow the context',
    wrong: 'args[7] holds the return value as well: with seven arguments it, with eight the last argument and it lie behind the node.',
    fix: 'room for eight arguments and the return value',
    source: `${RFC}, 2`,
  },
  'edited-list': {
    title: 'Programs are taken off the list while it is walked',
    wrong: 'the link of a running program is unlinked and freed, and the walk goes on from it into freed memory.',
    fix: 'hlist_del_rcu, and freed after a grace period of rcu_tasks',
    source: `${RFC}, 3`,
  },
  'truncated-result': {
    title: 'The value of an fmod_ret program is cut to 32 bits',
    wrong: 'ret is an int: of a 64-bit value the upper half is lost, and where the lower one is 0 the function runs after all.',
    fix: '64 bits from the program to the register',
    source: `${RFC}, 4`,
  },
  'node-for-entry': {
    title: 'An fentry program takes a node of the return hook',
    wrong: 'the exit handler is always set, so that every call takes a node from the pool and gives it back, and is missed where there is none.',
    fix: "pool: 'when-needed', an exit handler only where a program runs at the return",
    source: `${RFC}, 5 and 4.2`,
  },
  'lost-exits': {
    title: 'An fprobe without an entry handler loses returns',
    wrong: 'the skip patch reads the entry handler\'s result where there is no entry handler: what happens to be in the register says "do not hook". A KPROBE_SHARED probe cannot be unregistered.',
    fix: 'the result is 0 where nobody gave one; unregistering knows both callbacks',
    source: `${RFC}, 6 and 4.2`,
  },
  'invisible-result': {
    title: 'The value of an fmod_ret program is not stored for those after it',
    wrong: 'the slot behind the arguments keeps 0 until the exit programs run; a trampoline stores the value at once.',
    fix: 'one store per fmod_ret program',
    source: `${RFC}, 7`,
  },
  'wrong-function-ip': {
    title: "Helpers get ftrace's address and no count",
    wrong: "the context has the address of the call site in the function's place, so bpf_get_func_ip is off by 4 (8 with BTI), and no argument count, so that is what the node held before.",
    fix: "the trampoline's address of the function, and its number of arguments",
    source: 'the development version (kernel-paths.md 6.3, 8)',
  },
  'orphaned-hooks': {
    title: 'An override leaves return hooks behind',
    wrong: 'control goes to the caller past LR: a hook of this call, by an fprobe that runs later or by one that hooks in any case (v6.1), stays pending for ever, and its node is lost.',
    fix: 'control goes to a RET, and so wherever LR leads; fexit programs run from the return trampoline',
    source: 'found here, by the count of pending nodes after overrides',
  },
};
