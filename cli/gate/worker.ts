import { parentPort, workerData } from 'node:worker_threads';
import { checkVariant, explainViolation } from './check-variant.js';
import type { Question } from './pool.js';
import { load } from './select.js';

/** What a thread of a check runs: one question after the other, for as long as it is asked. */

const stop = workerData as Int32Array;
const signal = {
  get aborted() {
    return Atomics.load(stop, 0) !== 0;
  },
};

parentPort?.on('message', async ({ scenario: name, origin, variant, explain, timeLimit }: Question) => {
  const scenario = await load(name, origin);
  const options = { signal, ...(timeLimit !== null && { timeLimit }) };
  parentPort?.postMessage(
    explain === null
      ? await checkVariant(scenario, variant, options)
      : await explainViolation(scenario, variant, explain, options),
  );
});
