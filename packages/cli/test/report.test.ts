import { expect, test } from 'vitest';
import { benchReport } from '../src/bench/report/index.js';
import { smallResult } from './small-result.js';

test('the whole report', () => {
  expect(benchReport(smallResult)).toBe(`\
A loop of getpgid system calls on one cortex-a72; programs of trigger.bpf.o.
Per iteration; overhead = traced - base, hit = overhead / traced.

1. Who calls the program

                             lab                     Xu         RFC
                cycles  instr  overhead  hit %  cycles  hit %  hit %
base               800    400                      838
fentry
  kprobe          2000   1000      1200   60.0    1946   56.9
  direct call     1000    500       200   20.0
  fprobe, none    1600    800       800   50.0
  fprobe, Xu's    1390    695       590   42.4
  fprobe, all     1200    600       400   33.3                  34.1

Xu: Xu Kuohai, 5 October 2022, Raspberry Pi 4; its fprobe has ftrace-regs and
fprobe on.
RFC: Florent Revest, 8 November 2022, Raspberry Pi 4; another kernel, base not
published.

2. Every combination of the series, BPF on fprobe

                 on                          fentry
ftrace-regs ops-direct fprobe rethook  cycles instr hit %
.           .          .      .          1600   800  50.0
x           .          .      .          1590   795  49.7
.           x          .      .          1510   755  47.0
x           x          .      .          1500   750  46.7
.           .          x      .          1400   700  42.9
x           .          x      .          1390   695  42.4
.           x          x      .          1310   655  38.9
x           x          x      .          1300   650  38.5
.           .          .      x          1500   750  46.7
x           .          .      x          1490   745  46.3
.           x          .      x          1410   705  43.3
x           x          .      x          1400   700  42.9
.           .          x      x          1300   650  38.5
x           .          x      x          1290   645  38.0
.           x          x      x          1210   605  33.9
x           x          x      x          1200   600  33.3

3. What each series saves, in cycles per call

                         fentry
              alone  last  Shapley  share %
ftrace-regs      10    10     10.0      2.5
ops-direct       90    90     90.0     22.5
fprobe          200   200    200.0     50.0
rethook         100   100    100.0     25.0
together                     400.0    100.0

Alone: no other is on. Last: all others are on. Shapley: mean over all orders.

4. Readings of the published 34.1 %

fprobe, fentry                       cycles  instr  overhead  hit %  to direct
three series, pool used (as posted)    1300    650       500   38.5       2.50
three series, no pool                  1100    550       300   27.3       1.50
four series                            1200    600       400   33.3       2.00
published                                                      34.1       1.29

Three series: without rethook. To direct: in overheads of a direct call.

5. Fitted constants, and errors against every published figure

constant            value  fitted on
flushes.refetch       182  the base iteration of a board that was
                           measured in October of the year 2022
ordering.performed     21  a pool

figure     metric           published  predicted     error
xu base    cycles                 838        800   -4.5 %*
xu kprobe  cycles                1946       2000   +2.8 %
           hit                 56.9 %     60.0 %   +5.4 %
rfc all    hit                 34.1 %     33.3 %   -2.2 %
           ratio to direct       1.29       2.00  +55.0 %

* a constant was fitted on this figure.
`);
});

test('parts that were not measured are left out, the others keep their numbers', () => {
  const rows = smallResult.rows.filter(({ invoker }) => invoker === 'direct');
  const report = benchReport({ ...smallResult, rows, shares: [], published: smallResult.published.slice(0, 1) });
  expect(report.match(/^\d\..*$/gm)).toEqual([
    '1. Who calls the program',
    '5. Fitted constants, and errors against every published figure',
  ]);
});

test('no line is wider than a terminal', () => {
  expect(
    Math.max(
      ...benchReport(smallResult)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
});

test('a core that nothing was published about', () => {
  const report = benchReport({ ...smallResult, config: { ...smallResult.config, core: 'firestorm' }, published: [] });
  expect(report).toContain('Nothing was published about this core.');
  expect(report).not.toMatch(/^published/m);
  expect(report).not.toContain('NaN');
});

test('figures that are no steady state say so', () => {
  const report = benchReport({ ...smallResult, unsettled: ['direct fentry', 'fprobe fexit all'] });
  expect(report).toContain('Never settled, the mean of 256 iterations: direct fentry; fprobe fexit all.');
});
