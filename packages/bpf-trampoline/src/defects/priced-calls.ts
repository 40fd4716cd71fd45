import type { TracedFunction, TracingLink } from '../link.js';
import type { Scene } from './scene.js';

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };
const modified = { name: 'bpf_modify_return_test', nrArgs: 2 };
const EINVAL = 22n;

/** What runs where a defect costs something: programs on a function, and the call. */
export interface Priced {
  readonly call: string;
  readonly fn: TracedFunction;
  readonly args: (scene: Scene) => readonly (bigint | number)[];
  readonly links: (scene: Scene) => readonly TracingLink[];
}

const fentry: Priced = { call: 'fentry', fn: test1, args: () => [1], links: (scene) => [{ program: scene.program('fentry'), kind: 'fentry' }] };
const fexit: Priced = { call: 'fexit', fn: test1, args: () => [1], links: (scene) => [{ program: scene.program('fexit'), kind: 'fexit' }] };
const passing: Priced = {
  call: 'fmod_ret that lets the function run', fn: modified, args: (scene) => [1, scene.kzalloc(4)],
  links: (scene) => [{ program: scene.program('fmod_ret'), kind: 'modifyReturn' }],
};
const overriding: Priced = {
  call: 'fmod_ret that skips the function', fn: modified, args: (scene) => [1, scene.kzalloc(4)],
  links: (scene) => [{ program: scene.program('fmod_ret', -EINVAL), kind: 'modifyReturn' }],
};
const overridingWithExit: Priced = {
  ...overriding, call: 'fmod_ret that skips the function, and fexit',
  links: (scene) => [...overriding.links(scene), { program: scene.program('fexit'), kind: 'fexit' }],
};

/** The calls whose cost tells what each kind of program pays for a fix. */
export const PRICED_CALLS: readonly Priced[] = [fentry, fexit, passing, overriding, overridingWithExit];
