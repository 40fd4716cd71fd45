import { SystemCallFailure } from '../errno.js';
import { STACK_SIZE, type LinuxProcess } from '../process.js';
import { int, type Handler } from './handler.js';

/** struct new_utsname: six fields of 65 bytes. The release is the one that the lab's kernel is modelled on. */
const UTS_FIELD = 65;
const utsname = ['Linux', 'tracelab', '6.1.0', '#1', 'aarch64', '(none)'];

const RLIMIT_STACK = 3;
const RLIM_INFINITY = 2n ** 64n - 1n;

/** Bytes that one getrandom gives at most, which may be fewer than were asked for. */
const MOST_RANDOM = 1 << 20;

const FUTEX = { wait: 0, wake: 1, waitBitset: 9, wakeBitset: 10 } as const;
/** FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME say nothing about one thread alone. */
const FUTEX_COMMAND = 0x7f;

/** The only thread can be woken by nobody: it goes on where the value has changed, and would wait for ever otherwise. */
function futex(process: LinuxProcess, address: bigint, operation: bigint, value: bigint): number {
  switch (int(operation) & FUTEX_COMMAND) {
    case FUTEX.wait:
    case FUTEX.waitBitset: {
      const held = new DataView(process.space.read(address, 4).buffer).getInt32(0, true);
      throw new SystemCallFailure(held === int(value) ? 'EDEADLK' : 'EAGAIN');
    }
    case FUTEX.wake:
    case FUTEX.wakeBitset:
      return 0;
    default:
      throw new SystemCallFailure('ENOSYS');
  }
}

function exit(process: LinuxProcess, status: bigint): undefined {
  process.exit(int(status) & 0xff);
}

const pid: Handler = (process) => process.pid;
const user: Handler = ({ user }) => user;
const unsupported: Handler = () => {
  throw new SystemCallFailure('ENOSYS');
};

export const processCalls: Readonly<Record<string, Handler>> = {
  exit,
  exit_group: exit,
  getpid: pid,
  gettid: pid,
  getppid: () => 1,
  getpgid: pid,
  set_tid_address: pid,
  set_robust_list: () => 0,
  // glibc goes on without restartable sequences.
  rseq: unsupported,
  getuid: user,
  geteuid: user,
  getgid: user,
  getegid: user,
  sched_yield: () => 0,
  sched_getaffinity: ({ space }, _pid, size, mask) => {
    if (size < 8n) throw new SystemCallFailure('EINVAL');
    space.writeWords(mask, 1n); // One core.
    return 8;
  },
  futex,
  uname: ({ space }, result) => {
    const bytes = new Uint8Array(UTS_FIELD * utsname.length);
    utsname.forEach((text, i) => bytes.set(new TextEncoder().encode(text), UTS_FIELD * i));
    space.write(result, bytes);
    return 0;
  },
  prlimit64: ({ space }, _pid, resource, _limit, old) => {
    if (old !== 0n)
      space.writeWords(old, int(resource) === RLIMIT_STACK ? BigInt(STACK_SIZE) : RLIM_INFINITY, RLIM_INFINITY);
    return 0;
  },
  getrandom: ({ space, random }, buffer, size) => {
    const given = size < MOST_RANDOM ? Number(size) : MOST_RANDOM;
    space.write(buffer, random.next(given));
    return given;
  },
};
