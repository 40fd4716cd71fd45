import type { Btf, CoreRelocation } from '../btf/index.js';
import { SLOT_SIZE, type Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';
import { nameOf } from './compatible.js';
import { describeSpec } from './describe.js';
import { ASKS_EXISTENCE, CORE_KINDS, type CoreKind } from './kinds.js';
import { candidates, matchSpec } from './match.js';
import { patch, poison } from './patch.js';
import { parseSpec, type CoreSpec } from './spec.js';
import { valueOf, type CoreValue } from './value.js';

/** The types that an object is relocated between. */
export interface CoreContext {
  /** The object's own. */
  readonly local: Btf;
  readonly kernel: Btf | undefined;
  /** Names an instruction of the section, for messages. */
  readonly where: (slot: number) => string;
}

/**
 * Makes one instruction fit the kernel's types ("compile once, run everywhere"; libbpf's relo_core.c). Where the kernel
 * has no answer, the instruction becomes one that must not be reached.
 *
 * @throws BpfLoadError naming the instruction
 */
export function relocateCore(slots: Slot[], relocation: CoreRelocation, context: CoreContext): void {
  const index = relocation.offset / SLOT_SIZE;
  if (!slots[index]) throw new BpfLoadError(`.BTF.ext: CO-RE relocation at byte ${relocation.offset}, where no instruction begins`);
  try {
    apply(slots, index, relocation, context);
  } catch (error) {
    if (!(error instanceof BpfLoadError)) throw error;
    throw new BpfLoadError(`${context.where(index)}: ${error.message}`);
  }
}

function apply(slots: Slot[], index: number, relocation: CoreRelocation, { local, kernel }: CoreContext): void {
  const kind = CORE_KINDS[relocation.kind];
  if (kind === undefined) throw new BpfLoadError(`CO-RE relocation of kind ${relocation.kind}; 0..${CORE_KINDS.length - 1} are known`);
  const spec = parseSpec(local, relocation, kind);
  const subject = describeSpec(local, spec);
  const before = valueOf(local, kind, spec);
  if (!before) throw new BpfLoadError(`CO-RE relocation ${kind} of type ${relocation.type}, which has no size`);
  if (kind === 'type_id_local') return patch(slots, index, { before: before.value, after: before.value, checked: false, unsafe: false, subject });
  if (!kernel) throw new BpfLoadError('a CO-RE relocation needs the types of a kernel to relocate against');
  const after = inKernel(local, kernel, spec, kind);
  if (!after) return poison(slots, index, subject);
  const sizes = before.field && after.field && before.field.size !== after.field.size ? { before: before.field.size, after: after.field.size } : undefined;
  patch(slots, index, {
    before: before.value,
    after: after.value,
    checked: before.checked && after.checked,
    ...(sizes && { sizes }),
    unsafe: sizes !== undefined && !resizable(local, before, kernel, after),
    subject,
  });
}

/** The one answer that all types of the kernel by that name give. @throws BpfLoadError where they differ */
function inKernel(local: Btf, kernel: Btf, spec: CoreSpec, kind: CoreKind): CoreValue | undefined {
  const name = nameOf(local.type(spec.root));
  if (name === '') throw new BpfLoadError(`CO-RE relocation ${kind} of a type without a name`);
  const values = candidates({ btf: local, id: spec.root }, kernel).flatMap((id) => {
    const matched = matchSpec(local, spec, kernel, id, kind);
    const value = matched && valueOf(kernel, kind, matched);
    return value ? [value] : [];
  });
  if (values.some(({ value }) => value !== values[0]!.value)) {
    throw new BpfLoadError(`CO-RE relocation ${kind} of "${name}": the kernel has several of that name, which differ`);
  }
  return values[0] ?? (ASKS_EXISTENCE.includes(kind) ? valueOf(kernel, kind, undefined) : undefined);
}

/** An access may change its width for pointers and for unsigned integers: a load zero-extends. */
function resizable(local: Btf, before: CoreValue, kernel: Btf, after: CoreValue): boolean {
  const [mine, its] = [local.resolve(before.field!.type), kernel.resolve(after.field!.type)];
  if (mine?.kind === 'ptr' && its?.kind === 'ptr') return true;
  return mine?.kind === 'int' && its?.kind === 'int' && !mine.signed && !its.signed;
}
