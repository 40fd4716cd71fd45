import { expect, test } from 'vitest';
import { packet, PACKET_SIZE, PacketReader } from '../../src/gdb/packet.js';
import { toBytes } from '../../src/gdb/hex.js';
import { Random } from '../qemu/random.js';

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const read = (input: string) => [...new PacketReader().feed(toBytes(input))];

test.each([
  ['OK', '$OK#9a'],
  ['', '$#00'],
  ['0000', '$0* #7a'],
  ['a#b$c}d*e', '$a}\x03b}\x04c}]d}\ne#51'],
])('%j is sent as %j', (payload, sent) => {
  expect(text(packet(payload))).toBe(sent);
});

test('counts that would read as # and $ are split', () => {
  expect(text(packet('0'.repeat(6)))).toMatch(/^\$0\*"#/);
  expect(text(packet('0'.repeat(7)))).toMatch(/^\$0\*"0#/);
  expect(text(packet('0'.repeat(8)))).toMatch(/^\$0\*"00#/);
  expect(text(packet('0'.repeat(9)))).toMatch(/^\$0\*%#/);
});

test('whatever is sent can be taken apart again (seed 7)', () => {
  const random = new Random(7);
  for (let n = 0; n < 2000; n++) {
    let payload = '';
    for (let runs = random.below(12); runs > 0; runs--) {
      const character = random.below(3) === 0 ? '#$}*'[random.below(4)]! : String.fromCharCode(random.below(256));
      payload += character.repeat(1 + random.below(random.below(4) === 0 ? 250 : 10));
    }
    const sent = packet(payload);
    const body = text(sent).slice(1, -3);
    expect(body).not.toMatch(/[#$]/);
    expect(read(text(sent))).toEqual([{ kind: 'packet', payload }]);
  }
});

test('a packet may come in any pieces', () => {
  const reader = new PacketReader();
  const pieces = ['+$m', '1000,', '4', '#', '8', 'e', '\x03'].map((piece) => [...reader.feed(toBytes(piece))]);
  expect(pieces.flat()).toEqual([{ kind: 'ack' }, { kind: 'packet', payload: 'm1000,4' }, { kind: 'interrupt' }]);
});

test('escapes are undone behind the checksum', () => {
  expect(read('$X0,1:}\x03#9f')).toEqual([{ kind: 'packet', payload: 'X0,1:#' }]);
});

test('what is damaged is told, and the next packet read', () => {
  expect(read('$g#00$g#67')).toEqual([{ kind: 'corrupt' }, { kind: 'packet', payload: 'g' }]);
  expect(read('$g#zz')).toEqual([{ kind: 'corrupt' }]);
  expect(read('$lost$g#67')).toEqual([{ kind: 'packet', payload: 'g' }]);
  expect(read('noise-$g#67')).toEqual([{ kind: 'nack' }, { kind: 'packet', payload: 'g' }]);
});

test('a packet without end is given up', () => {
  expect(read(`$${'a'.repeat(PACKET_SIZE + 1)}$g#67`)).toEqual([{ kind: 'corrupt' }, { kind: 'packet', payload: 'g' }]);
});
