import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

export default mergeConfig(base, { test: { globalSetup: ['./test/serve-site.ts'], testTimeout: 180_000 } });
