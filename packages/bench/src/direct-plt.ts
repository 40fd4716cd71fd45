import { asm } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';

const BL = 0x9400_0000;
const IMM26 = 0x03ff_ffff;

/** The BL at `ip` goes to a PLT entry in front of what it went to (kernel-paths.md 1.3): ADRP, ADD, BR, as modules have them. */
export function insertPltEntry(kernel: Kernel, ip: bigint): void {
  const word = Number(kernel.memory.read(ip, 4));
  const target = ip + BigInt.asIntN(28, BigInt(word & IMM26) << 2n);
  const name = kernel.symbols.at(target)!.name;
  const entry = kernel.placeCode(`${name}_plt`, asm`
        adrp    x16, ${name}
        add     x16, x16, :lo12:${name}
        br      x16
  `);
  kernel.patchText(ip, word, (BL | (Number((entry - ip) >> 2n) & IMM26)) >>> 0);
}
