import { type ExploreOptions, explore } from '../checker/explore.js';
import { layoutOf } from '../checker/layout.js';
import { bare, models } from './models.js';
import { reducible } from './reductions.js';

/**
 * One search in a process of its own, as a user would have it: `node explore.js <model> <properties|bare> [options]`. Prints
 * what it found as JSON.
 */

/** What a search says of itself. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly stopped: string | null;
  /** The search alone: without the start of Node, the loading of modules and the lowering. */
  readonly seconds: number;
  readonly bytesPerState: number;
  readonly words: number;
  readonly bits: number;
}

const [name, judged, options] = process.argv.slice(2);
const model = [...models, ...reducible].find((m) => m.name === name);
if (model === undefined) throw new Error(`no model '${name}'`);
const machine = judged === 'bare' ? bare(model.machine()) : model.machine();
const { words, bits } = layoutOf(machine);
const found = await explore(machine, {
  minimise: false,
  ...(JSON.parse(options ?? '{}') as ExploreOptions),
});
const told: Explored = {
  states: found.states,
  transitions: found.transitions,
  depth: found.depth,
  stopped: found.stopped,
  seconds: found.seconds,
  bytesPerState: found.bytesPerState,
  words,
  bits,
};
process.stdout.write(JSON.stringify(told));
