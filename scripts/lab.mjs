// Builds the page and serves it, static files and nothing else: `npm run lab [-- --port N]`.
import { build, preview } from 'vite';

const root = 'apps/lab';
const [flag, value] = process.argv.slice(2);
const port = flag === undefined ? 4173 : Number(value);

if ((flag !== undefined && flag !== '--port') || !Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`lab: ${[flag, value].filter(Boolean).join(' ')}: only --port takes a number, from 0 to 65535`);
  process.exitCode = 2;
} else {
  await build({ root, logLevel: 'error' });
  const server = await preview({ root, preview: { port, host: '127.0.0.1' } });
  console.log(`tracelab: ${server.resolvedUrls.local[0]}`);
}
