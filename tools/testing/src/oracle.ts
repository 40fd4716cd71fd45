import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe, test } from 'vitest';

/** Where `tool` is on the PATH, or undefined; what begins with a slash is a file, such as a header. */
export function findTool(tool: string): string | undefined {
  if (isAbsolute(tool)) return existsSync(tool) ? tool : undefined;
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(dir, tool);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}

/**
 * A `describe` for tests that compare with tools of Debian: `oracle('aarch64-linux-gnu-as')('the assembler', () => …)`.
 * Where a tool is missing, the tests are skipped and say so; under CI, which installs them all, that fails.
 */
export function oracle(...tools: string[]): (name: string, body: () => void) => void {
  const missing = tools.filter((tool) => findTool(tool) === undefined);
  if (missing.length === 0) return (name, body) => describe(name, body);
  const why = `not installed: ${missing.join(', ')}`;
  if (!process.env['CI']) return (name, body) => describe.skip(`${name} (${why})`, body);
  return (name) =>
    describe(name, () => {
      test('has its oracle', () => {
        throw new Error(`${why}. See the apt-get line in .ci/run.`);
      });
    });
}
