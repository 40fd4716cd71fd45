import { expect, test } from 'vitest';
import { SymbolTable } from '../../src/image/index.js';

function table(): SymbolTable {
  const symbols = new SymbolTable();
  symbols.add('ftrace_caller', 0x2000n, 0x80, 'function');
  symbols.add('vectors', 0x1000n);
  symbols.add('ftrace_stub', 0x2080n, 4, 'function');
  symbols.add('FREGS_SIZE', 112n, 0, 'absolute');
  return symbols;
}

test('an address lies in the symbol before it, up to its size where that is known', () => {
  const symbols = table();
  expect(symbols.at(0xfffn)).toBeUndefined();
  expect(symbols.at(0x1abcn)).toEqual({ name: 'vectors', offset: 0xabc });
  expect(symbols.at(0x207cn)).toEqual({ name: 'ftrace_caller', offset: 0x7c });
  expect(symbols.at(0x2080n)).toEqual({ name: 'ftrace_stub', offset: 0 });
  expect(symbols.at(0x2084n)).toBeUndefined();
});

test('of several symbols at one address, the one that says most names it', () => {
  const symbols = table();
  symbols.add('alias', 0x2000n);
  symbols.add('zero_sized', 0x2000n, 0, 'function');
  expect(symbols.at(0x2004n)).toEqual({ name: 'ftrace_caller', offset: 4 });
});

test('what is added and deleted later counts', () => {
  const symbols = table();
  expect(symbols.at(0x3004n)).toBeUndefined();
  symbols.add('bpf_prog_1', 0x3000n, 64, 'function');
  expect(symbols.at(0x3004n)).toEqual({ name: 'bpf_prog_1', offset: 4 });
  symbols.delete('bpf_prog_1');
  expect(symbols.at(0x3004n)).toBeUndefined();
});

test('absolute symbols are numbers, no places', () => {
  expect(table().lookup('FREGS_SIZE')).toBe(112n);
  expect(table().at(120n)).toBeUndefined();
  expect(
    table()
      .entries()
      .map(({ name }) => name),
  ).toEqual(['vectors', 'ftrace_caller', 'ftrace_stub', 'FREGS_SIZE']);
});

test('a name that is missing brings up those like it', () => {
  expect(() => table().lookup('ftrace_caler')).toThrow('no symbol "ftrace_caler": did you mean "ftrace_caller"?');
  expect(() => table().lookup('qqqqqqqqqq')).toThrow(/^no symbol "qqqqqqqqqq"$/);
  expect(table().tryLookup('ftrace_caler')).toBeUndefined();
});

test('a name has one address', () => {
  expect(() => table().add('vectors', 0x4000n)).toThrow('symbol "vectors" is at 0x1000 already, not at 0x4000');
});
