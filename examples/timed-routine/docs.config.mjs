import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('dist/main.js', import.meta.url));

export default {
  /** The example, run. */
  'timed-routine': () => `\`\`\`\n${execFileSync(process.execPath, [program], { encoding: 'utf8' })}\`\`\``,
};
