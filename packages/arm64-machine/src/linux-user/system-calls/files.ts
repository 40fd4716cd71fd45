import { struct, s32, u32, u64 } from '../../memory/struct.js';
import { SystemCallFailure } from '../errno.js';
import type { LinuxProcess } from '../process.js';
import { int, type Handler } from './handler.js';

/** There are no files: 0, 1 and 2 are pipes to the host, and nothing else can be opened. */
const STREAMS = 3;

/** struct stat (include/uapi/asm-generic/stat.h). */
const Stat = struct(
  'stat',
  {
    dev: u64,
    ino: u64,
    mode: u32,
    nlink: u32,
    uid: u32,
    gid: u32,
    rdev: u64,
    pad1: u64,
    size: u64,
    blksize: s32,
    pad2: s32,
    blocks: u64,
  },
  128,
);
const S_IFIFO = 0o010000;
const OWNER_READS_AND_WRITES = 0o600;
const AT_EMPTY_PATH = 0x1000;

/** Most parts of a writev (include/uapi/linux/uio.h, UIO_MAXIOV). */
const MOST_PARTS = 1024n;

function stream(fd: bigint): number {
  const number = int(fd);
  if (number < 0 || number >= STREAMS) throw new SystemCallFailure('EBADF');
  return number;
}

function write(process: LinuxProcess, fd: bigint, address: bigint, size: bigint): bigint {
  const to = stream(fd);
  if (to === 0) throw new SystemCallFailure('EBADF');
  process.write(to, process.space.read(address, Number(size)));
  return size;
}

function stat(process: LinuxProcess, fd: bigint, address: bigint): number {
  const number = stream(fd);
  process.space.write(address, new Uint8Array(Stat.structSize));
  const { memory } = process.space;
  Stat.ino.write(memory, address, BigInt(number + 1));
  Stat.mode.write(memory, address, BigInt(S_IFIFO | OWNER_READS_AND_WRITES));
  Stat.nlink.write(memory, address, 1n);
  Stat.uid.write(memory, address, process.user);
  Stat.gid.write(memory, address, process.user);
  Stat.blksize.write(memory, address, 4096n);
  return 0;
}

export const fileCalls: Readonly<Record<string, Handler>> = {
  write,
  writev: (process, fd, vector, count) => {
    if (count > MOST_PARTS) throw new SystemCallFailure('EINVAL');
    let written = 0n;
    for (let at = vector; at < vector + 16n * count; at += 16n) {
      written += write(process, fd, process.space.readWord(at), process.space.readWord(at + 8n));
    }
    return written;
  },
  read: (_process, fd) => {
    if (stream(fd) !== 0) throw new SystemCallFailure('EBADF');
    return 0; // Standard input is empty.
  },
  close: (_process, fd) => {
    stream(fd);
    return 0;
  },
  lseek: (_process, fd) => {
    stream(fd);
    throw new SystemCallFailure('ESPIPE');
  },
  ioctl: (_process, fd) => {
    stream(fd);
    throw new SystemCallFailure('ENOTTY');
  },
  fstat: stat,
  newfstatat: (process, fd, path, address, flags) => {
    if (int(flags) & AT_EMPTY_PATH && process.space.readString(path) === '') return stat(process, fd, address);
    throw new SystemCallFailure('ENOENT');
  },
  openat: () => {
    throw new SystemCallFailure('ENOENT');
  },
  faccessat: () => {
    throw new SystemCallFailure('ENOENT');
  },
  readlinkat: (process, _directory, path, buffer, size) => {
    if (process.space.readString(path) !== '/proc/self/exe') throw new SystemCallFailure('ENOENT');
    const target = new TextEncoder().encode(process.executable).subarray(0, int(size));
    process.space.write(buffer, target);
    return target.length;
  },
};
