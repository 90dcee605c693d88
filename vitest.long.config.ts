import { defineConfig } from 'vitest/config';

/** The agreement suites that explore whole state spaces take minutes, so they stay out of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 30 * 60_000,
    maxWorkers: '100%',
  },
});
