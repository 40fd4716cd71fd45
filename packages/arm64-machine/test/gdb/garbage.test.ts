import { expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import { packet } from '../../src/gdb/packet.js';
import { Random } from '../qemu/random.js';
import { clusterOf } from '../smp/bench-cluster.js';
import { Client } from './client.js';

const program = asm`
start:  ldr     x2, [x0]
        str     x2, [x0, #8]
        b       start
`;

const stems = [
  'g', 'G', 'p', 'P1=', 'm200000,', 'M200000,4:', 'X200000,4:', 'c', 's', 'vCont;c', 'vCont;s:1;c', 'vCont?', 'vKill', 'Z0,100000,4', 'Z2,200000,8',
  'Z4,200008,8', 'z0,100000,4', 'z2,', 'Hg1', 'Hc-1', 'T2', 'qSupported', 'qXfer:features:read:target.xml:0,', 'qfThreadInfo',
  'qRcmd,6379636c6573', 'qThreadExtraInfo,1', 'QStartNoAckMode', '?', '!', 'R00', 'F', 'qCRC:0,10', 'jThreadsInfo', '\x03', '__proto__', 'qconstructor',
];

/** Bytes as a broken or hostile client sends them: noise, damaged packets, well-framed nonsense. */
function garbage(random: Random): Uint8Array {
  const noise = Uint8Array.from({ length: random.below(40) }, () => random.below(256));
  const stem = stems[random.below(stems.length)]!;
  switch (random.below(4)) {
    case 0: return noise;
    case 1: return packet(String.fromCharCode(...noise));
    case 2: return packet(stem + ['', '0', '-1', 'ffffffffffffffff', '8:', ',', String.fromCharCode(...noise)][random.below(7)]!);
    default: {
      const damaged = packet(stem);
      damaged[random.below(damaged.length)] = random.below(256);
      return damaged;
    }
  }
}

test.each([1, 2, 3, 4, 5])('a client that sends garbage gets answers or none, and the next one is served (seed %i)', (seed) => {
  const random = new Random(seed);
  const cluster = clusterOf(program, { cores: 2 });
  const code = cluster.memory.readBytes(0x10_0000n, 12);
  for (let clients = 0; clients < 20; clients++) {
    const client = new Client(cluster);
    for (let n = 0; n < 100 && !client.session.ended; n++) {
      client.session.receive(garbage(random));
      client.session.run(20);
    }
    client.session.close();
  }
  cluster.memory.writeBytes(0x10_0000n, code);
  for (const core of cluster.cores) cluster.start(core, 0x10_0000n);
  const client = new Client(cluster);
  expect(client.say('s')).toBe('T05thread:1;');
  expect(client.say('?')).toBe('T05thread:1;');
});
