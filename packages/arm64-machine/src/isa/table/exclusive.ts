import { row } from '../row.js';

/** Sizes of exclusives and ordered accesses: the suffix of the mnemonic and the register. */
const sizes = [
  { size: '00', suffix: 'b', letter: 'W', bytes: 1 },
  { size: '01', suffix: 'h', letter: 'W', bytes: 2 },
  { size: '10', suffix: '', letter: 'W', bytes: 4 },
  { size: '11', suffix: '', letter: 'X', bytes: 8 },
] as const;

/** Without and with acquire (of loads) or release (of stores) semantics. */
const orders = [
  { o0: '0', ordered: false },
  { o0: '1', ordered: true },
] as const;

const single = sizes.flatMap(({ size, suffix, letter, bytes }) => {
  const width = letter === 'X' ? 64 : 32;
  return [
    ...orders.flatMap(({ o0, ordered }) => [
      // C6.2 STXR, STLXR and of bytes and halfwords
      row(`st${ordered ? 'l' : ''}xr${suffix}`, `${size} 001000 0 0 0 Rs ${o0} (11111) Rn Rt`, {
        name: `st${ordered ? 'l' : ''}xr${suffix}_${letter}`,
        syntax: `Ws, ${letter}t, [Xn|SP{, #0}]`,
        does: (m, f) => {
          const [address, value] = [m.xsp(f.Rn), m.x(f.Rt, width)];
          const pass = m.monitorPass(address, bytes);
          m.when(pass, () => m.store(address, value, bytes, { aligned: true, release: ordered }));
          m.setX(f.Rs, m.xor(pass, m.const(1, 32)));
        },
        class: ordered ? 'store-exclusive-release' : 'store-exclusive',
      }),

      // C6.2 LDXR, LDAXR and of bytes and halfwords
      row(`ld${ordered ? 'a' : ''}xr${suffix}`, `${size} 001000 0 1 0 (11111) ${o0} (11111) Rn Rt`, {
        name: `ld${ordered ? 'a' : ''}xr${suffix}_${letter}`,
        syntax: `${letter}t, [Xn|SP{, #0}]`,
        does: (m, f) => {
          const address = m.xsp(f.Rn);
          m.setMonitor(address, bytes);
          m.setX(f.Rt, m.load(address, bytes, { aligned: true, acquire: ordered }));
        },
        class: ordered ? 'load-exclusive-acquire' : 'load-exclusive',
      }),
    ]),

    // C6.2 STLR, STLRB, STLRH
    row(`stlr${suffix}`, `${size} 001000 1 0 0 (11111) 1 (11111) Rn Rt`, {
      name: `stlr${suffix}_${letter}`,
      syntax: `${letter}t, [Xn|SP{, #0}]`,
      does: (m, f) => m.store(m.xsp(f.Rn), m.x(f.Rt, width), bytes, { aligned: true, release: true }),
      class: 'store-release',
    }),

    // C6.2 LDAR, LDARB, LDARH: like binutils, the only ones here to insist on (1) bits
    row(`ldar${suffix}`, `${size} 001000 1 1 0 11111 1 11111 Rn Rt`, {
      name: `ldar${suffix}_${letter}`,
      syntax: `${letter}t, [Xn|SP{, #0}]`,
      does: (m, f) => m.setX(f.Rt, m.load(m.xsp(f.Rn), bytes, { aligned: true, acquire: true })),
      class: 'load-acquire',
    }),
  ];
});

const pairs = sizes.slice(2).flatMap(({ size, letter, bytes }) => {
  const width = letter === 'X' ? 64 : 32;
  return orders.flatMap(({ o0, ordered }) => [
    // C6.2 STXP, STLXP
    row(`st${ordered ? 'l' : ''}xp`, `${size} 001000 0 0 1 Rs ${o0} Rt2 Rn Rt`, {
      name: `st${ordered ? 'l' : ''}xp_${letter}`,
      syntax: `Ws, ${letter}t, ${letter}t2, [Xn|SP{, #0}]`,
      does: (m, f) => {
        const address = m.xsp(f.Rn);
        const [low, high] = [m.x(f.Rt, width), m.x(f.Rt2, width)];
        const pass = m.monitorPass(address, 2 * bytes);
        m.when(pass, () => {
          m.store(address, low, bytes, { aligned: true, release: ordered });
          m.store(m.add(address, m.const(bytes)), high, bytes, { aligned: true, release: ordered });
        });
        m.setX(f.Rs, m.xor(pass, m.const(1, 32)));
      },
      class: ordered ? 'store-exclusive-release' : 'store-exclusive',
    }),

    // C6.2 LDXP, LDAXP
    row(`ld${ordered ? 'a' : ''}xp`, `${size} 001000 0 1 1 (11111) ${o0} Rt2 Rn Rt`, {
      name: `ld${ordered ? 'a' : ''}xp_${letter}`,
      syntax: `${letter}t, ${letter}t2, [Xn|SP{, #0}]`,
      does: (m, f) => {
        const address = m.xsp(f.Rn);
        m.setMonitor(address, 2 * bytes);
        const low = m.load(address, bytes, { aligned: true, acquire: ordered });
        const high = m.load(m.add(address, m.const(bytes)), bytes, { aligned: true, acquire: ordered });
        m.setX(f.Rt, low);
        m.setX(f.Rt2, high);
      },
      class: ordered ? 'load-exclusive-acquire' : 'load-exclusive',
    }),
  ]);
});

export const exclusives = [...single, ...pairs];
