/** Error numbers (include/uapi/asm-generic/errno-base.h and errno.h). */
export const ERRNO = {
  ENOENT: 2,
  ESRCH: 3,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EFAULT: 14,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  ESPIPE: 29,
  EDEADLK: 35,
  ENOSYS: 38,
} as const;
export type Errno = keyof typeof ERRNO;

/** A system call that fails: the process sees `-errno` in X0. */
export class SystemCallFailure extends Error {
  override readonly name = 'SystemCallFailure';
  readonly errno: Errno;

  constructor(errno: Errno) {
    super(errno);
    this.errno = errno;
  }
}
