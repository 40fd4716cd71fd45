import { Fprobe, FprobeLayout } from '@tracelab/fprobe';
import { freeNodes, pendingNodes, Rethook } from '@tracelab/rethook';
import type { DefectId } from './defect.js';
import { Scene, type SceneOptions } from './scene.js';

/** What a scenario shows, by what was looked at. */
export type Observed = Readonly<Record<string, bigint | number | string>>;

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };
const modified = { name: 'bpf_modify_return_test', nrArgs: 2 };
const UPPER_HALF = 1n << 32n;
const EINVAL = 22n;
const CALLS = 3;

/** One scenario for each defect: on a kernel with it or without, what is seen. `options` has the defect in it, or not. */
export const SCENARIOS: Readonly<Record<DefectId, (options: SceneOptions) => Observed>> = {
  'leaked-counts': (options) => {
    const scene = new Scene(options);
    const program = scene.program('fentry');
    scene.trampoline(test1).attach([{ program, kind: 'fentry' }]);
    scene.memory.write(scene.active(program.prog), 4, 1n); // as if it ran already
    for (let n = 0; n < CALLS; n++) scene.call(test1.name, [1]);
    const { rcu, migration, active, runContext } = scene.counters(program);
    return {
      'suppressed runs': CALLS, 'RCU read locks held': rcu, 'times migration is disabled': migration, 'runs counted as under way': active - 1n,
      'run context left behind': runContext === 0n ? 'none' : 'a dead one',
    };
  },

  'overflowed-arguments': (options) => {
    const scene = new Scene({ ...options, off: ['rethook'] });
    const trampoline = scene.trampoline({ ...test1, nrArgs: 8 });
    trampoline.attach([{ program: scene.program('fexit'), kind: 'fexit' }]);
    const { memory } = scene;
    const rethook = FprobeLayout.rethook.read(memory, trampoline.probe!);
    const behind = freeNodes(memory, rethook)[0]! + Rethook.nodeSize.read(memory, rethook);
    const canary = 0xca_ca_ca_ca_ca_ca_ca_can;
    for (const at of [0n, 8n]) memory.write(behind + at, 8, canary);
    const result = scene.call(test1.name, [1, 2, 3, 4, 5, 6, 7, 8]);
    const words = [0n, 8n].filter((at) => memory.read(behind + at, 8) !== canary).length;
    return { result: String(result), 'words overwritten behind the node': words };
  },

  'edited-list': (options) => {
    const scene = new Scene(options);
    const trampoline = scene.trampoline(test1);
    const [first, second] = [scene.program('fentry'), scene.program('fentry')] as const;
    trampoline.attach([{ program: second, kind: 'fentry' }]);
    const attachment = trampoline.attach([{ program: first, kind: 'fentry' }]);
    let runs = 0;
    const result = scene.call(test1.name, [1], new Map([
      [first.code, () => attachment.detach()],
      [second.code, () => void runs++],
    ]));
    return { 'runs of the program behind the one that is taken off': runs, result: String(result) };
  },

  'truncated-result': (options) => {
    const scene = new Scene(options);
    const program = scene.program('fmod_ret', UPPER_HALF);
    scene.trampoline(modified).attach([{ program, kind: 'modifyReturn' }]);
    const b = scene.kzalloc(4);
    const result = scene.call(modified.name, [1, b]);
    return { 'the program returns': `0x${UPPER_HALF.toString(16)}`, 'the caller gets': `0x${(result as bigint).toString(16)}`, 'times the function ran': scene.memory.read(b, 4) };
  },

  'node-for-entry': (options) => {
    const scene = new Scene({ ...options, off: ['rethook'] });
    const trampoline = scene.trampoline(test1);
    const program = scene.program('fentry');
    trampoline.attach([{ program, kind: 'fentry' }]);
    const { memory } = scene;
    const rethook = FprobeLayout.rethook.read(memory, trampoline.probe!);
    if (rethook !== 0n) Rethook.pool.write(memory, rethook, 0n); // as if all its nodes were in returns that are pending
    let runs = 0;
    scene.call(test1.name, [1], new Map([[program.code, () => void runs++]]));
    return { 'calls with no node free': 1, 'runs of the fentry program': runs, missed: trampoline.nmissed };
  },

  'lost-exits': (options) => {
    const scene = new Scene({ ...options, off: ['rethook'] });
    const exitHandler = scene.placeCode('sees_exit', '        bti     c\n        ret');
    new Fprobe(scene, scene.ftrace, { functions: [test1.name], exitHandler });
    let exits = 0;
    for (let n = 0; n < CALLS; n++) scene.call(test1.name, [1], new Map([[exitHandler, () => void exits++]]));
    return { calls: CALLS, 'returns that the exit handler saw': exits };
  },

  'invisible-result': (options) => {
    const scene = new Scene(options);
    const program = scene.program('fmod_ret', -EINVAL);
    const exit = scene.program('fexit');
    scene.trampoline(modified).attach([{ program, kind: 'modifyReturn' }, { program: exit, kind: 'fexit' }]);
    const { state } = scene.machine;
    let args = 0n;
    let slot = 0n;
    scene.call(modified.name, [1, scene.kzalloc(4)], new Map([
      [program.code, () => { args = state.getX(0); }],
      [scene.symbols.lookup('bpf_fprobe_exit'), () => { slot = BigInt.asIntN(64, scene.memory.read(args + 16n, 8)); }],
    ]));
    return { 'the program returned': -EINVAL, 'behind the arguments, before exit programs run': slot };
  },

  'wrong-function-ip': (options) => {
    const scene = new Scene(options);
    const program = scene.program('fentry');
    scene.trampoline(test1).attach([{ program, kind: 'fentry' }]);
    const { memory, machine: { state }, symbols } = scene;
    let ip = 0n;
    let count = 0n;
    scene.call(test1.name, [1], new Map([[program.code, () => {
      ip = memory.read(state.getX(0) - 16n, 8);
      count = memory.read(state.getX(0) - 8n, 8);
    }]]));
    return { 'bpf_get_func_ip, from the function on': ip - symbols.lookup(test1.name), 'bpf_get_func_arg_cnt of one argument': count };
  },

  'orphaned-hooks': (options) => {
    const scene = new Scene({ ...options, off: ['fprobe', 'rethook'] });
    const trampoline = scene.trampoline(modified);
    trampoline.attach([{ program: scene.program('fmod_ret', -EINVAL), kind: 'modifyReturn' }]);
    const nodes = freeNodes(scene.memory, FprobeLayout.rethook.read(scene.memory, trampoline.probe!)).length;
    const b = scene.kzalloc(4);
    const overridden = Array.from({ length: nodes + 1 }, () => BigInt.asIntN(32, scene.call(modified.name, [1, b]) as bigint) === -EINVAL);
    return {
      'calls, one more than there are nodes': nodes + 1, 'of them overridden': overridden.filter(Boolean).length,
      'hooks that stay pending': pendingNodes(scene.memory, scene.initTask).length,
    };
  },
};
