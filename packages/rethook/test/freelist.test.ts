import { beforeEach, describe, expect, test } from 'vitest';
import { freeNodes, Rethook, RethookNode } from '../src/index.js';
import { RethookKernel } from './rethook-kernel.js';

const kernel = new RethookKernel('off');
let rethook: bigint;
/** Free nodes, the first one to be taken first. */
let nodes: bigint[];
beforeEach(() => {
  rethook = kernel.rethook({ nodes: 3 });
  nodes = freeNodes(kernel.memory, rethook);
});
const free = (): bigint[] => freeNodes(kernel.memory, rethook);
const refs = (node: bigint): bigint => RethookNode.refs.read(kernel.memory, node);
const setRefs = (node: bigint, value: number): void => RethookNode.refs.write(kernel.memory, node, value);
const setHead = (node: bigint): void => Rethook.pool.write(kernel.memory, rethook, node);

/** The values that a node's references go through while a function runs. */
function refsDuring(name: string, argument: bigint, node: bigint): number[] {
  const seen = [Number(refs(node))];
  kernel.walk(name, [argument], () => {
    const now = Number(refs(node));
    if (now !== seen.at(-1)) seen.push(now);
  });
  return seen;
}

/** Runs `another` CPU's doings once, at the first instruction for which `when` holds. */
function interleave(name: string, argument: bigint, when: (mnemonic: string) => boolean, another: () => void): bigint {
  let done = false;
  const result = kernel.walk(name, [argument], ({ row }) => {
    if (done || !when(row.mnemonic)) return;
    done = true;
    another();
  });
  expect(done).toBe(true);
  return result;
}

/** At the prefetch of the nth read-modify-write. */
function rmw(n: number): (mnemonic: string) => boolean {
  let count = 0;
  return (mnemonic) => mnemonic === 'prfm' && ++count === n;
}

test('a free node has one reference; taking it adds one and drops both', () => {
  const [node] = nodes as [bigint];
  expect(refsDuring('rethook_try_get', rethook, node)).toEqual([1, 2, 0]);
});

test('giving it back flags it, then leaves the reference of the list', () => {
  const node = kernel.tryGet(rethook);
  expect(refsDuring('rethook_recycle', node, node)).toEqual([0, 0x80000000, 1]);
  expect(free()).toEqual(nodes);
});

test('the last node added is the first one taken, and an empty pool has none', () => {
  expect([kernel.tryGet(rethook), kernel.tryGet(rethook), kernel.tryGet(rethook)]).toEqual(nodes);
  expect(kernel.tryGet(rethook)).toBe(0n);
  for (const node of nodes) kernel.recycle(node);
  expect(free()).toEqual(nodes.toReversed());
});

test('get and put are five read-modify-writes, one fully ordered, one load-acquire and one store-release', () => {
  const executed: string[] = [];
  const count = (mnemonic: string): number => executed.filter((one) => one === mnemonic).length;
  const each = ({ row }: { row: { mnemonic: string } }): void => void executed.push(row.mnemonic);
  const node = kernel.walk('rethook_try_get', [rethook], each);
  kernel.walk('rethook_recycle', [node], each);
  expect(Object.fromEntries(['prfm', 'ldaxr', 'ldxr', 'stxr', 'stlxr', 'dmb', 'ldar', 'stlr'].map((m) => [m, count(m)])))
    .toEqual({ prfm: 5, ldaxr: 2, ldxr: 3, stxr: 2, stlxr: 3, dmb: 1, ldar: 1, stlr: 1 });
});

describe('against another CPU', () => {
  test('a get whose head was taken meanwhile takes the next one, and lets go of the first', () => {
    const [first, second, third] = nodes as [bigint, bigint, bigint];
    const taken = interleave('rethook_try_get', rethook, rmw(2), () => {
      setHead(second);
      setRefs(first, 1); // 2, +1 for the other CPU's reference, −2 for its take.
    });
    expect(taken).toBe(second);
    expect(refs(first)).toBe(0n);
    expect(free()).toEqual([third]);
  });

  test('and adds the first where the other CPU has given it back meanwhile', () => {
    const [first, second, third] = nodes as [bigint, bigint, bigint];
    const taken = interleave('rethook_try_get', rethook, rmw(2), () => {
      setHead(second);
      setRefs(first, 1);
      // On this machine's only CPU, but in the other's name: our reference is there, so it only flags the node.
      setRefs(first, 0x80000001);
    });
    // The failed exchange has read `second` as the head, and `first` was added in front of it since: next round.
    expect([first, second]).toContain(taken);
    expect(free().concat(taken).sort()).toEqual([first, second, third].sort());
    expect(refs(taken)).toBe(0n);
  });

  test('a get that finds the head without references looks again', () => {
    const [first, second] = nodes as [bigint, bigint];
    setRefs(first, 0);
    const taken = interleave('rethook_try_get', rethook, (mnemonic) => mnemonic === 'ands', () => setHead(second));
    expect(taken).toBe(second);
  });

  test('a put of a node that a getter still references only flags it', () => {
    const node = kernel.tryGet(rethook);
    setRefs(node, 1);
    kernel.recycle(node);
    expect(refs(node)).toBe(0x80000001n);
    expect(free()).not.toContain(node);
  });

  test('a put that loses the race for the head tries again behind the new one', () => {
    const [first, second, third] = [kernel.tryGet(rethook), kernel.tryGet(rethook), nodes[2]!];
    interleave('rethook_recycle', first, rmw(2), () => {
      RethookNode.freelistNext.write(kernel.memory, second, third);
      setRefs(second, 1);
      setHead(second);
    });
    expect(free()).toEqual([first, second, third]);
    expect(nodes.map(refs)).toEqual([1n, 1n, 1n]);
  });

  test('and leaves it to a getter that has taken a reference meanwhile', () => {
    const [first, second, third] = [kernel.tryGet(rethook), kernel.tryGet(rethook), nodes[2]!];
    interleave('rethook_recycle', first, rmw(2), () => {
      setRefs(first, 2);
      RethookNode.freelistNext.write(kernel.memory, second, third);
      setRefs(second, 1);
      setHead(second);
    });
    expect(refs(first)).toBe(0x80000001n);
    expect(free()).toEqual([second, third]);
  });
});
