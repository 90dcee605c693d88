import { defineConfig } from 'panic-check/config';

export default defineConfig({
  // The files in which your scenarios are. `panic-check check` without a name checks all of them.
  models: ['models/**/*.ts'],
  // A search that comes to a limit says `incomplete`, never that something holds.
  limits: { maxStates: '20M', timeLimit: '5m' },
});
