import { expect, test } from 'vitest';
import { findTool, oracle } from './oracle.js';

test('finds a tool on the PATH, and misses one that does not exist', () => {
  expect(findTool('sh')).toMatch(/\/sh$/);
  expect(findTool('no-such-tool-anywhere')).toBeUndefined();
  expect(findTool('/etc/passwd')).toBe('/etc/passwd');
  expect(findTool('/etc/no-such-file')).toBeUndefined();
});

oracle('sh')('with its tool, an oracle', () => {
  test('runs', () => expect(true).toBe(true));
});
