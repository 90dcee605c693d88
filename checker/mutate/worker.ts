import { parentPort, workerData } from 'node:worker_threads';
import { baselinesOf, fatesOf } from './index.js';
import { groupsOf, type Post } from './mutate.js';

/** What a thread runs: it says that it is ready, and then judges one function after the other for as long as it is asked. */
const { cases, operators, limits } = workerData as Post;
const groups = groupsOf(cases, operators);
const baselines = await baselinesOf(cases, limits);
parentPort?.on('message', async (group: number | null) => {
  if (group === null) parentPort?.close();
  else parentPort?.postMessage(await fatesOf(groups[group], baselines, limits));
});
parentPort?.postMessage([]);
