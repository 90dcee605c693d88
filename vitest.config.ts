import { configDefaults, defineConfig } from 'vitest/config';
import { settingsForMany } from './cli/tuning.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/*.long.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    // Most tests explore many small machines, as a check does.
    execArgv: [...settingsForMany()],
    // By default one processor is left to the runner, which on two is half of them.
    maxWorkers: '100%',
  },
});
