import type { Btf, BtfType, TypeId } from '../btf/index.js';
import { essentialName } from './spec.js';

/** How deep types are compared; what is deeper counts as different, as libbpf has it. */
const MAX_DEPTH = 32;

/** A type in its set of types. */
export interface TypeAt {
  readonly btf: Btf;
  readonly id: TypeId;
}

const isEnum = (type: BtfType | undefined): boolean => type?.kind === 'enum' || type?.kind === 'enum64';
const isComposite = (type: BtfType | undefined): boolean => type?.kind === 'struct' || type?.kind === 'union';
export const nameOf = (type: BtfType | undefined): string => (type && 'name' in type ? type.name : '');

export function sameKind(a: BtfType | undefined, b: BtfType | undefined): boolean {
  return a?.kind === b?.kind || (isEnum(a) && isEnum(b));
}

/** Whether a member's type will do in place of another (bpf_core_fields_are_compat). */
export function fieldsCompatible(local: TypeAt, target: TypeAt, depth = 0): boolean {
  const [a, b] = [local.btf.resolve(local.id), target.btf.resolve(target.id)];
  if (depth > MAX_DEPTH || !a || !b) return false;
  if (isComposite(a) && isComposite(b)) return true;
  if (!sameKind(a, b)) return false;
  switch (a.kind) {
    case 'ptr':
    case 'float':
    case 'int':
      return true;
    case 'fwd':
    case 'enum':
    case 'enum64': {
      const [mine, its] = [essentialName(nameOf(a)), essentialName(nameOf(b))];
      return mine === '' || its === '' || mine === its;
    }
    case 'array':
      return b.kind === 'array' && fieldsCompatible({ ...local, id: a.type }, { ...target, id: b.type }, depth + 1);
    default:
      return false;
  }
}

/** Whether a type exists in another set: kinds agree, members do not matter (bpf_core_types_are_compat). */
export function typesCompatible(local: TypeAt, target: TypeAt, depth = 0): boolean {
  const [a, b] = [local.btf.resolve(local.id), target.btf.resolve(target.id)];
  if (depth > MAX_DEPTH || !sameKind(a, b)) return false;
  const next = (mine: TypeId, its: TypeId): boolean => typesCompatible({ ...local, id: mine }, { ...target, id: its }, depth + 1);
  switch (a?.kind) {
    case undefined:
    case 'struct':
    case 'union':
    case 'enum':
    case 'enum64':
    case 'fwd':
    case 'int':
      return true;
    case 'ptr':
      return b?.kind === 'ptr' && next(a.type, b.type);
    case 'array':
      return b?.kind === 'array' && next(a.type, b.type);
    case 'funcProto':
      return b?.kind === 'funcProto' && a.parameters.length === b.parameters.length
        && next(a.returns, b.returns) && a.parameters.every(({ type }, i) => next(type, b.parameters[i]!.type));
    default:
      return false;
  }
}

/** Whether all that the object declares of a type is so in the other (__bpf_core_types_match). */
export function typesMatch(local: TypeAt, target: TypeAt, behindPointer = false, depth = 0): boolean {
  const [a, b] = [local.btf.resolve(local.id), target.btf.resolve(target.id)];
  if (depth > MAX_DEPTH || essentialName(nameOf(a)) !== essentialName(nameOf(b))) return false;
  const next = (mine: TypeId, its: TypeId, pointed: boolean): boolean =>
    typesMatch({ ...local, id: mine }, { ...target, id: its }, pointed, depth + 1);
  switch (a?.kind) {
    case undefined:
      return b === undefined;
    case 'fwd':
      if (b?.kind === 'fwd') return a.union === b.union;
      return behindPointer && b?.kind === (a.union ? 'union' : 'struct');
    case 'enum':
    case 'enum64':
      return (b?.kind === 'enum' || b?.kind === 'enum64')
        && a.values.every(({ name }) => b.values.some((other) => essentialName(other.name) === essentialName(name)));
    case 'struct':
    case 'union':
      if (behindPointer) return b?.kind === a.kind || (b?.kind === 'fwd' && b.union === (a.kind === 'union'));
      return b?.kind === a.kind && a.members.every(({ name, type }) => {
        const others = membersNamed(target, name, 0);
        return others.some((other) => next(type, other, false));
      });
    case 'int':
      return b?.kind === 'int' && a.size === b.size && a.signed === b.signed;
    case 'ptr':
      return b?.kind === 'ptr' && next(a.type, b.type, true);
    case 'array':
      return b?.kind === 'array' && a.length === b.length && next(a.type, b.type, behindPointer);
    case 'funcProto':
      return b?.kind === 'funcProto' && a.parameters.length === b.parameters.length
        && next(a.returns, b.returns, false) && a.parameters.every(({ type }, i) => next(type, b.parameters[i]!.type, false));
    default:
      return false;
  }
}

/** Types of the members of that name, those of anonymous members among them. */
function membersNamed({ btf, id }: TypeAt, name: string, depth: number): TypeId[] {
  const type = btf.resolve(id);
  if (depth > MAX_DEPTH || (type?.kind !== 'struct' && type?.kind !== 'union')) return [];
  return type.members.flatMap((member) =>
    member.name === name ? [member.type] : member.name === '' ? membersNamed({ btf, id: member.type }, name, depth + 1) : [],
  );
}
