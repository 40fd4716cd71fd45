import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

/** What is used here of speedscope's Profile (src/lib/profile.ts of its repository). */
export interface ReadProfile {
  getName(): string;
  getTotalWeight(): number;
  forEachCall(open: (node: ReadNode, value: number) => void, close: (node: ReadNode, value: number) => void): void;
  forEachFrame(each: (frame: ReadFrame) => void): void;
}
interface ReadFrame {
  readonly name: string;
  getSelfWeight(): number;
}
interface ReadNode {
  readonly frame: ReadFrame;
}
type Import = (fileName: string, contents: string) => Promise<{ readonly profiles: readonly ReadProfile[] } | null>;

const release = join(dirname(createRequire(import.meta.url).resolve('speedscope/package.json')), 'dist/release');

/** The JSON schema that speedscope publishes. */
export const fileFormatSchema = JSON.parse(readFileSync(join(release, 'file-format-schema.json'), 'utf8')) as object;

/**
 * speedscope's own importer, which finds out by itself what format it is given. Its package has no library: the bundle of
 * the page is run up to where it asks for a window, which leaves the modules behind that the bundle of importers needs.
 */
export function speedscopeImporter(): Import {
  const bundle = (name: string): string => {
    const file = readdirSync(release).find((one) => one.startsWith(`${name}.`) && one.endsWith('.js'))!;
    return readFileSync(join(release, file), 'utf8');
  };
  const quiet = { log: () => {}, warn: () => {}, error: () => {} };
  const context = vm.createContext({ console: quiet, TextDecoder, Uint8Array, ArrayBuffer });
  try {
    vm.runInContext(bundle('speedscope'), context);
  } catch (error) {
    if (!/window/.test(String(error))) throw error;
  }
  const importers = bundle('import');
  vm.runInContext(importers, context);
  const modules = [...importers.matchAll(/"(\w{4})":\[function\(require,module,exports\) \{([^]*?)\n\},\{/g)];
  const [, id] = modules.find(([, , body]) => body!.includes('exports.importProfileGroupFromText='))!;
  const module = vm.runInContext(`parcelRequire(${JSON.stringify(id)})`, context) as { importProfileGroupFromText: Import };
  return module.importProfileGroupFromText;
}
