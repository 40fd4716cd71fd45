import { TaskStruct } from '@tracelab/kernel';
import { freeNodes, freeNodesOfCpu, RethookNode, SHADOW_STACK_SIZE } from '@tracelab/rethook';
import { describe, expect, test } from 'vitest';
import { FprobeRethookNode } from '../src/index.js';
import { ProbingKernel } from './probing-kernel.js';

const kinds = (entries: number, exits: number): string[] => [...Array<string>(entries).fill('entry'), ...Array<string>(exits).fill('exit')];
const POOL = 3;
const DEPTH = 10;

/** A data size of which the shadow stack takes as many frames as the pool has nodes. */
const third = Math.floor(SHADOW_STACK_SIZE / POOL) - RethookNode.structSize - (FprobeRethookNode.structSize - RethookNode.structSize);
const entryDataSize = third & ~7;

describe.each(['off', 'on'] as const)('ops-direct %s', (ops) => {
  describe.each(['off', 'per-cpu', 'on'] as const)('rethook %s: a recursive function', (rethook) => {
    const boot = (options: object) => {
      const kernel = new ProbingKernel({ fprobe: 'on', rethook, regs: 'on', ops });
      return { kernel, probe: kernel.probe({ functions: ['countdown'], ...options }) };
    };
    const task = ({ memory, initTask }: ProbingKernel) => memory.readBytes(initTask, TaskStruct.structSize);
    const free = (kernel: ProbingKernel, pool: bigint): bigint[] =>
      rethook === 'per-cpu' ? [0, 1, 2, 3].flatMap((cpu) => freeNodesOfCpu(kernel.memory, pool, cpu)) : freeNodes(kernel.memory, pool);

    test('every call has its own data and its own return', () => {
      const { kernel, probe } = boot({ nrMaxactive: DEPTH + 1 });
      expect(kernel.machine.call('countdown', [DEPTH])).toBe(BigInt(DEPTH));
      const notes = kernel.takeNotes();
      expect(notes.map(({ kind }) => kind)).toEqual(kinds(DEPTH + 1, DEPTH + 1));
      const [entries, exits] = [notes.slice(0, DEPTH + 1), notes.slice(DEPTH + 1)];
      expect(entries.map(({ x0 }) => x0)).toEqual(Array.from({ length: DEPTH + 1 }, (_, n) => BigInt(DEPTH - n)));
      // Innermost first: the value returned is the argument that the same call was entered with.
      expect(exits.map(({ x0, private: kept }) => [x0, kept])).toEqual(Array.from({ length: DEPTH + 1 }, (_, n) => [BigInt(n), BigInt(n)]));
      expect(new Set(entries.map(({ data }) => data)).size).toBe(DEPTH + 1);
      expect(probe.nmissed).toBe(0n);
    });

    test('deeper than there are nodes, or frames: the outermost calls are seen, the others missed and counted, all return', () => {
      const { kernel, probe } = boot({ nrMaxactive: POOL, entryDataSize });
      const [before, nodes] = [task(kernel), free(kernel, probe.rethook).sort()];
      expect(nodes).toHaveLength(rethook === 'on' ? 0 : POOL);
      for (let round = 1; round <= 3; round++) {
        expect(kernel.machine.call('countdown', [DEPTH])).toBe(BigInt(DEPTH));
        const notes = kernel.takeNotes();
        expect(notes.map(({ kind }) => kind)).toEqual(kinds(POOL, POOL));
        expect(notes.slice(0, POOL).map(({ x0 }) => x0)).toEqual([10n, 9n, 8n]);
        expect(notes.slice(POOL).map(({ x0 }) => x0)).toEqual([8n, 9n, 10n]);
        expect(probe.nmissed).toBe(BigInt(round * (DEPTH + 1 - POOL)));
      }
      expect(free(kernel, probe.rethook).sort()).toEqual(nodes);
      expect(task(kernel)).toEqual(before);
    });

    test('probed twice: one pool, or the stack that both share, is exhausted by itself', () => {
      const { kernel, probe } = boot({ nrMaxactive: POOL, entryDataSize });
      const other = kernel.probe({ functions: ['countdown'], nrMaxactive: 2 * DEPTH, entryDataSize: 8 });
      expect(kernel.machine.call('countdown', [DEPTH])).toBe(BigInt(DEPTH));
      const notes = kernel.takeNotes();
      const count = (kind: string, fp: bigint) => notes.filter((note) => note.kind === kind && note.fp === fp).length;
      for (const one of [probe, other]) {
        expect(count('entry', one.address)).toBe(count('exit', one.address));
        expect(BigInt(count('entry', one.address)) + one.nmissed).toBe(BigInt(DEPTH + 1));
      }
      expect(other.nmissed).toBe(0n);
      // Frames of the small one lie between those of the large one: one less fits.
      expect(count('entry', probe.address)).toBe(rethook === 'on' ? POOL - 1 : POOL);
    });
  });
});
