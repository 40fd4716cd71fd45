import { row } from '../row.js';
import { widthOf } from './operand-values.js';

export const bitOperations = [
  // C6.2 LSLV, LSRV, ASRV, RORV, and their aliases LSL, LSR, ASR, ROR (register)
  ...([['lsl', '00', 'shl'], ['lsr', '01', 'lsr'], ['asr', '10', 'asr'], ['ror', '11', 'ror']] as const).map(
    ([mnemonic, op2, fn]) =>
      row(`${mnemonic}v`, `sf 0 0 11010110 Rm 0010 ${op2} Rn Rd`, {
        syntax: 'Rd, Rn, Rm',
        does: (m, f) => m.setX(f.Rd, m.binary(fn, m.x(f.Rn, widthOf(f)), m.x(f.Rm, widthOf(f)))),
        class: 'shift-variable',
        aliases: [{ mnemonic, syntax: 'Rd, Rn, Rm' }],
      }),
  ),

  // C6.2 RBIT, REV16, CLZ
  ...([['rbit', '0000'], ['rev16', '0001'], ['clz', '0100']] as const).map(([fn, opcode]) =>
    row(fn, `sf 1 0 11010110 00000 00 ${opcode} Rn Rd`, {
      syntax: 'Rd, Rn',
      does: (m, f) => m.setX(f.Rd, m.unary(fn, m.x(f.Rn, widthOf(f)))),
      class: 'bit-op',
    }),
  ),

  // C6.2 CLS: the bits that differ from their neighbour above, counted from the top
  row('cls', 'sf 1 0 11010110 00000 00 0101 Rn Rd', {
    syntax: 'Rd, Rn',
    does: (m, f) => {
      const width = widthOf(f);
      const value = m.x(f.Rn, width);
      const one = m.const(1, width);
      const changes = m.xor(value, m.asr(value, one));
      m.setX(f.Rd, m.sub(m.unary('clz', changes), one));
    },
    class: 'bit-op',
  }),

  // C6.2 REV of 32 bits
  row('rev', '0 1 0 11010110 00000 00 0010 Rn Rd', {
    name: 'rev_32',
    syntax: 'Wd, Wn',
    does: (m, f) => m.setX(f.Rd, m.unary('rev', m.x(f.Rn, 32))),
    class: 'bit-op',
  }),

  // C6.2 REV32
  row('rev32', '1 1 0 11010110 00000 00 0010 Rn Rd', {
    syntax: 'Xd, Xn',
    does: (m, f) => m.setX(f.Rd, m.unary('rev32', m.x(f.Rn))),
    class: 'bit-op',
  }),

  // C6.2 REV of 64 bits
  row('rev', '1 1 0 11010110 00000 00 0011 Rn Rd', {
    name: 'rev_64',
    syntax: 'Xd, Xn',
    does: (m, f) => m.setX(f.Rd, m.unary('rev', m.x(f.Rn))),
    class: 'bit-op',
  }),

  // C6.2 CRC32B, CRC32H, CRC32W, CRC32X and CRC32CB ...
  ...(['', 'c'] as const).flatMap((castagnoli) =>
    ([['b', '00', 1], ['h', '01', 2], ['w', '10', 4], ['x', '11', 8]] as const).map(([suffix, sz, bytes]) =>
      row(`crc32${castagnoli}${suffix}`, `${bytes === 8 ? '1' : '0'} 0 0 11010110 Rm 010 ${castagnoli ? '1' : '0'} ${sz} Rn Rd`, {
        syntax: `Wd, Wn, ${bytes === 8 ? 'X' : 'W'}m`,
        feature: 'crc32',
        does: (m, f) =>
          m.setX(f.Rd, m.crc32(m.x(f.Rn, 32), m.x(f.Rm, bytes === 8 ? 64 : 32), bytes, castagnoli === 'c')),
        class: 'crc',
      }),
    ),
  ),
];
