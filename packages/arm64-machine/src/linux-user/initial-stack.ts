import type { Feature } from '../isa/index.js';
import type { AddressSpace } from './address-space.js';
import { PAGE_SIZE } from '../memory/page.js';
import type { LoadedProgram } from './load-program.js';

/** Types of the auxiliary vector (include/uapi/linux/auxvec.h). */
const AT = {
  null: 0,
  phdr: 3,
  phent: 4,
  phnum: 5,
  pagesz: 6,
  base: 7,
  flags: 8,
  entry: 9,
  uid: 11,
  euid: 12,
  gid: 13,
  egid: 14,
  platform: 15,
  hwcap: 16,
  clktck: 17,
  secure: 23,
  random: 25,
  hwcap2: 26,
  execfn: 31,
} as const;

/** AT_HWCAP and AT_HWCAP2 (arch/arm64/include/uapi/asm/hwcap.h). FP and ASIMD stay out: the machine only moves vectors. */
const HWCAP: Readonly<Partial<Record<Feature, bigint>>> = {
  crc32: 1n << 7n,
  lse: 1n << 8n,
  pauth: (1n << 30n) | (1n << 31n),
};
const HWCAP2: Readonly<Partial<Record<Feature, bigint>>> = { bti: 1n << 17n };

export interface Arguments {
  readonly argv: readonly string[];
  /** `NAME=value`. */
  readonly environment: readonly string[];
  readonly user: bigint;
  readonly features: readonly Feature[];
  /** 16 bytes. */
  readonly random: Uint8Array;
}

/**
 * Lays out what a process finds on its stack: argc, argv, envp and the auxiliary vector from SP up, the strings above
 * (System V ABI for AArch64, 8.4.1 "Process initialization").
 *
 * @param top end of the stack
 * @returns SP, aligned to 16
 */
export function buildInitialStack(space: AddressSpace, top: bigint, program: LoadedProgram, given: Arguments): bigint {
  let sp = top;
  const push = (bytes: Uint8Array): bigint => {
    sp -= BigInt(bytes.length);
    space.write(sp, bytes);
    return sp;
  };
  const text = (value: string): bigint => push(new TextEncoder().encode(`${value}\0`));
  const bits = (of: Readonly<Partial<Record<Feature, bigint>>>): bigint =>
    given.features.reduce((word, feature) => word | (of[feature] ?? 0n), 0n);

  const execfn = text(given.argv[0] ?? '');
  const platform = text('aarch64');
  const environment = given.environment.map(text);
  const argv = given.argv.map(text);
  const random = push(given.random);
  const { headers, entry } = program;
  const auxiliary: readonly (readonly [type: number, value: bigint])[] = [
    [AT.hwcap, bits(HWCAP)],
    [AT.hwcap2, bits(HWCAP2)],
    [AT.pagesz, BigInt(PAGE_SIZE)],
    [AT.clktck, 100n],
    [AT.phdr, headers.address],
    [AT.phent, BigInt(headers.entrySize)],
    [AT.phnum, BigInt(headers.count)],
    [AT.base, 0n],
    [AT.flags, 0n],
    [AT.entry, entry],
    [AT.uid, given.user],
    [AT.euid, given.user],
    [AT.gid, given.user],
    [AT.egid, given.user],
    [AT.secure, 0n],
    [AT.random, random],
    [AT.execfn, execfn],
    [AT.platform, platform],
    [AT.null, 0n],
  ];
  const words = [
    BigInt(argv.length),
    ...argv,
    0n,
    ...environment,
    0n,
    ...auxiliary.flatMap(([type, value]) => [BigInt(type), value]),
  ];
  sp = (sp - BigInt(8 * words.length)) & ~15n;
  space.writeWords(sp, ...words);
  return sp;
}
