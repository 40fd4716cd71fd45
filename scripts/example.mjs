// Builds an example and runs it: `npm run example -- return-probe`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const [name, ...args] = process.argv.slice(2);
const examples = readdirSync('examples').sort();

if (!examples.includes(name)) {
  console.error(`example: ${name ? `unknown example "${name}":` : 'name an example,'} one of ${examples.join(', ')}`);
  process.exitCode = 2;
} else {
  const run = (...command) => spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1;
  process.exitCode =
    run('node_modules/typescript/bin/tsc', '-b', `examples/${name}`) || run(`examples/${name}/dist/main.js`, ...args);
}
