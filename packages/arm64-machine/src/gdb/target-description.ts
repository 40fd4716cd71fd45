import { coreRegisters, vectorRegisters, type DebugRegister } from './registers.js';

/** Views of a vector register; the names of the union's fields are those that gdb's users know from `p $v0`. */
const vectorViews = [
  ['d', 'v2d', 'ieee_double', 'int64', 'uint64', 2],
  ['s', 'v4s', 'ieee_single', 'int32', 'uint32', 4],
  ['h', 'v8h', undefined, 'int16', 'uint16', 8],
  ['b', 'v16b', undefined, 'int8', 'uint8', 16],
] as const;

/** PSTATE where SPSR has it (Arm ARM C5.2.18). */
const cpsrFields = [
  ['SP', 0, 0], ['EL', 2, 3], ['F', 6, 6], ['I', 7, 7], ['A', 8, 8], ['D', 9, 9], ['V', 28, 28], ['C', 29, 29], ['Z', 30, 30], ['N', 31, 31],
] as const;

const cpsrType = [
  '<flags id="cpsr_flags" size="4">',
  ...cpsrFields.map(([name, start, end]) => `<field name="${name}" start="${start}" end="${end}"/>`),
  '</flags>',
];

const vectorTypes = vectorViews.flatMap(([letter, id, float, signed, unsigned, count]) => {
  const views = [['f', float], ['u', unsigned], ['s', signed]].filter(([, type]) => type !== undefined);
  return [
    ...views.map(([view, type]) => `<vector id="${id}_${view}" type="${type}" count="${count}"/>`),
    `<union id="vn${letter}">`,
    ...views.map(([view]) => `<field name="${view}" type="${id}_${view}"/>`),
    '</union>',
  ];
});

const vectorUnion = [
  '<union id="aarch64v">',
  ...vectorViews.map(([letter]) => `<field name="${letter}" type="vn${letter}"/>`),
  '<field name="q" type="uint128"/>',
  '</union>',
];

const listed = ({ name, bits, type }: DebugRegister): string => `<reg name="${name}" bitsize="${bits}" type="${type}"/>`;

/** What `qXfer:features:read:target.xml` answers. */
export const TARGET_XML = [
  '<?xml version="1.0"?>',
  '<!DOCTYPE target SYSTEM "gdb-target.dtd">',
  '<target version="1.0">',
  '<architecture>aarch64</architecture>',
  '<feature name="org.gnu.gdb.aarch64.core">',
  ...cpsrType,
  ...coreRegisters.map(listed),
  '</feature>',
  '<feature name="org.gnu.gdb.aarch64.fpu">',
  ...vectorTypes,
  ...vectorUnion,
  ...vectorRegisters.map(listed),
  '</feature>',
  '</target>',
].join('\n');
