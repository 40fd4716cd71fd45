import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('dist/main.js', import.meta.url));

export default {
  /** The example, run. */
  'irrelevant-tracers': () =>
    `\`\`\`\n${execFileSync(process.execPath, [program, '--relevant', '1', '--irrelevant', '10', '--calls', '1000'], { encoding: 'utf8' })}\`\`\``,
};
