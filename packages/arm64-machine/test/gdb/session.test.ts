import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import type { Cluster } from '../../src/smp/index.js';
import { cores, createTimingModel } from '../../src/timing/index.js';
import { clusterOf, DATA } from '../smp/bench-cluster.js';
import { Client } from './client.js';

const PC = 32;
const CPSR = 33;

const program = asm`
start:  mov     x2, #3
loop:   ldr     x3, [x0]
        add     x3, x3, x2
        str     x3, [x0]
        bl      leaf
        subs    x2, x2, #1
        b.ne    loop
        hlt     #0
leaf:   ret
`;

const open = (text = program, options: Parameters<typeof clusterOf>[1] = { cores: 1 }) => {
  const cluster = clusterOf(text, options);
  const at = (symbol: string): string => cluster.cores[0]!.symbols!.lookup(symbol).toString(16);
  return { cluster, at, client: new Client(cluster) };
};

const hex = (text: string): string => Buffer.from(text).toString('hex');
const ofHex = (text: string | undefined): string => Buffer.from(text ?? '', 'hex').toString();

describe('what gdb asks first', () => {
  test('features, threads, why it stopped', () => {
    const { client } = open(program, { cores: 2 });
    expect(client.say('qSupported:multiprocess+;swbreak+;hwbreak+')).toContain('PacketSize=4000;');
    expect(client.say('vMustReplyEmpty')).toBe('');
    expect(client.say('qfThreadInfo')).toBe('m1,2');
    expect(client.say('qsThreadInfo')).toBe('l');
    expect(client.say('qC')).toBe('QC1');
    expect(client.say('qAttached')).toBe('1');
    expect(client.say('?')).toBe('T05thread:1;');
    expect(client.say('vCont?')).toBe('vCont;c;C;s;S');
    expect(ofHex(client.say('qThreadExtraInfo,2'))).toBe('core 1, EL1');
    expect(client.say('T2')).toBe('OK');
    expect(client.say('T3')).toBe('E16');
  });

  test('the target description, in pieces', () => {
    const { client } = open();
    const first = client.say('qXfer:features:read:target.xml:0,100')!;
    expect(first).toMatch(/^m<\?xml/);
    expect(first).toHaveLength(257);
    expect(client.say('qXfer:features:read:target.xml:100000,100')).toBe('l');
    expect(client.say('qXfer:features:read:other.xml:0,100')).toBe('E00');
  });

  test('packets are acknowledged until the client wants it no more', () => {
    const { client } = open();
    client.say('qC');
    client.raw('-');
    expect(client.wire).toBe('+$QC1#c5$QC1#c5');
    client.say('QStartNoAckMode');
    client.wire = '';
    client.say('qC');
    client.raw('$g#00');
    expect(client.wire).toBe('$QC1#c5');
  });
});

describe('registers and memory', () => {
  test('one, all, and written', () => {
    const { client, cluster, at } = open();
    const { state } = cluster.cores[0]!;
    expect(client.register(0)).toBe(DATA);
    expect(client.register(PC).toString(16)).toBe(at('start'));
    expect(client.say('P5=efcdab8967452301')).toBe('OK');
    expect(state.getX(5)).toBe(0x0123_4567_89ab_cdefn);
    expect(client.say(`P${CPSR.toString(16)}=00000060`)).toBe('OK');
    expect(client.register(CPSR)).toBe(0x6000_0004n); // Z and C; EL1 is not for writing
    expect(client.say(`P22=${'11'.repeat(8)}${'22'.repeat(8)}`)).toBe('OK');
    expect(state.words.subarray(80, 84)).toEqual(Int32Array.of(0x11111111, 0x11111111, 0x22222222, 0x22222222));

    const all = client.say('g')!;
    expect(all).toHaveLength(2 * (33 * 8 + 4 + 32 * 16 + 8));
    state.setX(5, 0n);
    expect(client.say(`G${all}`)).toBe('OK');
    expect(state.getX(5)).toBe(0x0123_4567_89ab_cdefn);
  });

  test('memory: read, written as hex and as bytes; what is not there', () => {
    const { client, cluster } = open();
    const data = DATA.toString(16);
    expect(client.say(`M${data},4:deadbeef`)).toBe('OK');
    expect(client.say(`X${data.replace(/0$/, '4')},3:#}*`)).toBe('OK');
    expect(client.say(`m${data},8`)).toBe('deadbeef237d2a00');
    expect(client.say(`m${(DATA + 4092n).toString(16)},8`)).toBe('00000000'); // up to the end of the region
    expect(client.say('m10,8')).toBe('E0e');
    expect(client.say(`M${(DATA + 4092n).toString(16)},8:0000000000000000`)).toBe('E0e');
    expect(cluster.memory.read(DATA, 4)).toBe(0xefbe_adden);
  });

  test.each(['p', 'pff', 'pxyz', 'P0', 'P0=12', 'P=00', 'G00', 'm', 'm10', 'm10,', 'm10,10,10', 'mxyz,4', 'M10,4:00', 'X200000,4:a', 'Z0,', 'Z9,0,4', 'Z2,200000,ffff', 'Hx1', 'Hg9', 'T', 'vCont;', 'vCont;x', 'vCont;c:7', 'qThreadExtraInfo,9', 'qRcmd,abc', 'cxyz'])(
    '%s is refused',
    (payload) => expect(open().client.say(payload)).toMatch(/^(E16)?$/),
  );
});

describe('running', () => {
  test('steps, breakpoints, and the end', () => {
    const { client, at } = open();
    expect(client.say('s')).toBe('T05thread:1;');
    expect(client.register(PC).toString(16)).toBe(at('loop'));
    client.say('qSupported:swbreak+;hwbreak+');
    expect(client.say(`Z0,${at('leaf')},4`)).toBe('OK');
    for (const x2 of [3n, 2n, 1n]) {
      expect(client.say('c')).toBe('T05thread:1;swbreak:;');
      expect(client.register(2)).toBe(x2);
    }
    expect(client.say(`z0,${at('leaf')},4`)).toBe('OK');
    expect(client.say('vCont;c')).toBe('W00');
    expect(client.say('?')).toBe('W00');
    expect(client.say('c')).toBe('W00');
  });

  test('a hardware breakpoint says so, to those who understand it', () => {
    const { client, at } = open();
    client.say(`Z1,${at('leaf')},4`);
    expect(client.say('c')).toBe('T05thread:1;');
    client.say('qSupported:hwbreak+');
    expect(client.say('c')).toBe('T05thread:1;hwbreak:;');
  });

  test('c and s go on from an address', () => {
    const { client, at } = open();
    expect(client.say(`s${at('leaf')}`)).toBe('T05thread:1;');
    expect(client.register(PC)).toBe(0n);
  });

  test.each([
    ['Z2', 'watch', 'str'],
    ['Z3', 'rwatch', 'ldr'],
    ['Z4', 'awatch', 'ldr'],
  ])('%s stops before the access', (set, kind, mnemonic) => {
    const { client, cluster, at } = open();
    const address = (DATA + 4n).toString(16);
    expect(client.say(`${set},${address},2`)).toBe('OK');
    expect(client.say('c')).toBe(`T05thread:1;${kind}:${address};`);
    const offset = { ldr: 0n, str: 8n }[mnemonic]!;
    expect(client.register(PC)).toBe(BigInt(`0x${at('loop')}`) + offset);
    expect(cluster.memory.read(DATA, 8)).toBe(0n);
    expect(client.say('s')).toBe('T05thread:1;');
    expect(client.register(PC)).toBe(BigInt(`0x${at('loop')}`) + offset + 4n);
    expect(client.say(`z${set.slice(1)},${address},2`)).toBe('OK');
    expect(client.say('c')).toBe('W00');
    expect(cluster.memory.read(DATA, 8)).toBe(6n);
  });

  test('bytes beside a watched range do not stop', () => {
    const { client } = open();
    client.say(`Z4,${(DATA + 8n).toString(16)},8`);
    expect(client.say('c')).toBe('W00');
  });

  test('a watched store-exclusive still finds its reservation', () => {
    const { client } = open(asm`
start:  ldxr    x2, [x0]
        add     x2, x2, #1
        stxr    w3, x2, [x0]
        cbnz    w3, start
        hlt     #0
`);
    client.say(`Z2,${DATA.toString(16)},8`);
    expect(client.say('c')).toBe(`T05thread:1;watch:${DATA.toString(16)};`);
    expect(client.say('c')).toBe('W00');
  });

  test.each([
    ['an undefined word', '.inst 0', 4],
    ['a hole', 'mov x1, #8; str x0, [x1]', 11],
    ['misalignment of an exclusive', 'add x1, x0, #1; ldxr x2, [x1]', 10],
    ['BRK', 'brk #1', 5],
    ['a jump into nothing', 'br xzr', 11],
  ])('%s raises a signal', (_, text, signal) => {
    const { client } = open(`start: ${text}`);
    const [output, stop] = client.say('c')!.split(' ');
    expect(ofHex(output!.slice(1))).toMatch(/, at (start|0x0)/);
    expect(stop).toBe(`T${signal.toString(16).padStart(2, '0')}thread:1;`);
  });

  test('an interrupt stops an endless loop; packets in the meantime are not answered', () => {
    const { client, at } = open('start: b start');
    client.raw('$c#63');
    client.session.run(500);
    client.raw('$g#67');
    expect(client.session.running).toBe(true);
    client.raw('\x03');
    expect(client.wire).toMatch(/^\+\+\$T02thread:1;#..$/);
    expect(client.register(PC).toString(16)).toBe(at('start'));
    client.raw('\x03');
    expect(client.session.running).toBe(false);
  });
});

describe('two cores', () => {
  const two = asm`
start0: add     x2, x2, #1
        b       start0
start1: add     x3, x3, #1
point:  add     x3, x3, #1
        b       start1
`;

  test('a breakpoint of one stops both; the thread that stopped is current', () => {
    const { client, at } = open(two, { cores: 2 });
    client.say(`Z0,${at('point')},4`);
    expect(client.say('vCont;c')).toBe('T05thread:2;');
    expect(client.register(3)).toBe(1n);
    expect(client.say('Hg1')).toBe('OK');
    expect(client.register(2)).toBe(1n);
  });

  test('one steps while the other stands, or goes on', () => {
    const { client, cluster } = open(two, { cores: 2 });
    const retired = () => cluster.cores.map(({ processor }) => processor.retired);
    expect(client.say('vCont;s:2')).toBe('T05thread:2;');
    expect(retired()).toEqual([0, 1]);
    expect(client.say('vCont;s:2;c')).toBe('T05thread:2;');
    expect(retired()).toEqual([2, 2]);
    client.say('Hc1');
    client.say('Hg1');
    expect(client.say('s')).toBe('T05thread:1;');
    expect(retired()).toEqual([3, 2]);
  });

  test('a core that halts leaves the other to run', () => {
    const { client, at } = open(asm`
start0: hlt     #0
start1: mov     x2, #100
1:      subs    x2, x2, #1
        b.ne    1b
end:    hlt     #0
`, { cores: 2 });
    client.say(`Z0,${at('end')},4`);
    expect(client.say('vCont;c')).toBe('T05thread:2;');
    expect(ofHex(client.say('qThreadExtraInfo,1'))).toBe('core 0, halted');
    expect(client.say('vCont;s:1')).toBe(`O${hex('core 0 has halted\n')} T05thread:1;`);
    expect(client.say('vCont;c')).toBe('W00');
  });
});

describe('monitor', () => {
  const command = (client: Client, text: string): string => ofHex(client.say(`qRcmd,${hex(text)}`));

  test('cycles and their causes', () => {
    const { client, cluster } = open(program, { cores: 1, timing: () => createTimingModel(cores['cortex-a72']!) });
    client.say('c');
    const [core] = cluster.cores;
    expect(command(client, 'cycles')).toBe(`core 0: ${core!.cycles} cycles, 22 instructions\n`);
    expect(command(client, 'causes')).toMatch(/^core 0:\n( +\d+\.\d {2}[\w/ ]+\n)+$/);
    expect(command(open().client, 'cycles')).toBe('core 0: 0 instructions, not timed\n');
  });

  test('help, and what there is not', () => {
    const { client } = open();
    expect(command(client, 'help')).toMatch(/^monitor commands:\n {2}cycles: /);
    expect(command(client, 'reset')).toMatch(/^unknown monitor command "reset", one of:\n {2}cycles: /);
    expect(command(client, 'toString')).toMatch(/^unknown/);
  });
});

describe('leaving', () => {
  const leftBehind = (cluster: Cluster, point: string): string => new Client(cluster).say(`c${point}`)!;

  test.each([
    ['D', 'OK', 'detached'],
    ['k', undefined, 'killed'],
    ['vKill;1', 'OK', 'killed'],
  ])('%s', (payload, reply, how) => {
    const { client, cluster, at } = open();
    client.say(`Z0,${at('leaf')},4`);
    client.say(`Z2,${DATA.toString(16)},8`);
    expect(client.say(payload)).toBe(reply);
    expect(client.session.ended).toBe(how);
    expect(client.say('g')).toBeUndefined();
    expect(leftBehind(cluster, '')).toBe('W00');
  });

  test('a client that vanishes while the cores run', () => {
    const { client, cluster } = open('start: b start');
    client.raw('$c#63');
    client.session.run(10);
    client.session.close();
    expect(client.session.running).toBe(false);
    client.session.run(10);
    expect(cluster.cores[0]!.processor.retired).toBe(10);
  });
});
