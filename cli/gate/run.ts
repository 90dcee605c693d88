import { smallestVariants, UsageError, type Variant } from '../../scenarios/scenario.js';
import type { Shard } from '../arguments.js';
import { ProgressLine, progressText } from '../reporters/progress.js';
import { counted, integer, seconds } from '../reporters/words.js';
import type { Session } from '../session.js';
import { tuneForMany } from '../tuning.js';
import { placeOf } from './check-variant.js';
import { Pool, type Task } from './pool.js';
import type { CheckedVariant, Explanation, UnexploredVariant, VariantResult } from './result.js';
import type { Selection } from './select.js';
import type { Plan } from './summary.js';

/** Explores the variants of a plan, and hears of each in order. */

export interface RunOptions {
  readonly workers: number | 'auto';
  readonly timeLimit: number | null;
  readonly quiet: boolean;
}

/** So many variants are worth settings of their own. */
const MANY = 20;

/** What is to be explored: the variants of each scenario that are left after sharing them out. */
export interface Work {
  readonly plan: Plan;
  readonly tasks: readonly Task[];
}

/**
 * Everything, or the variants of a shard; a scenario of which nothing is left is left out. Variants are dealt out in turns.
 * Most cost about the same: of up to 10 shards none took 10 % more than the mean.
 */
export function workOf(
  selections: readonly Selection[],
  shard: Shard | null,
  changedSince: Plan['changedSince'],
): Work {
  const { index, of } = shard ?? { index: 1, of: 1 };
  let number = 0;
  const parts = selections
    .map(({ scenario, origin }) => ({
      scenario,
      tasks: [...smallestVariants(scenario)]
        .filter(() => number++ % of === index - 1)
        .map((variant): Task => ({ scenario, origin, variant })),
    }))
    .filter(({ tasks }) => tasks.length > 0);
  if (number === 0 && selections.length > 0)
    throw new UsageError('the scenarios have no variants', 'contradiction() refuses every setting');
  const tasks = parts.flatMap((part) => part.tasks);
  return {
    tasks,
    plan: {
      scenarios: parts.map(({ scenario: { name, question, compares }, tasks: own }) => ({
        name,
        question,
        compares,
        variants: own.length,
      })),
      variants: tasks.length,
      shard,
      changedSince,
    },
  };
}

export interface Listener {
  variant(result: VariantResult): void;
  /** The last variant of a scenario is done, or will never be. */
  scenario(name: string, why: UnexploredVariant['why']): void;
  /** Whether to give up now. */
  enough(): boolean;
}

/** Tells a violation in full: a question that can be asked after all variants are done. */
export type Explain = (result: CheckedVariant, property: string) => Promise<Explanation | null>;

/** Runs the work; `afterwards` may have violations explained, while the threads are still there. */
export async function runWork(
  { plan, tasks }: Work,
  options: RunOptions,
  { io }: Session,
  listener: Listener,
  afterwards: (explain: Explain) => Promise<void>,
): Promise<void> {
  const progress = new ProgressLine(io);
  const tell = (text: () => string) => {
    if (!options.quiet) progress.tell(text);
  };
  let states = 0;
  let done = 0;
  if (tasks.length >= MANY) tuneForMany();
  const pool = Pool.for(tasks, {
    workers: options.workers,
    timeLimit: options.timeLimit,
    signal: io.interruption,
    onProgress: ({ scenario, variant }, p) => {
      const { settings } = placeOf(scenario, variant);
      tell(() => progressText(`${scenario.name} ${settings}`.trim(), p));
    },
  });
  try {
    const open = plan.scenarios.map(({ name, variants }) => ({ name, left: variants }));
    const why = () => (io.interruption.aborted ? 'interrupted' : listener.enough() ? 'bail' : 'time');
    for await (const result of pool.check(tasks, () => !io.interruption.aborted && !listener.enough())) {
      done++;
      if (result.kind === 'checked') states += result.states;
      listener.variant(result);
      if (--open[0].left === 0) listener.scenario(open.shift()?.name ?? '', why());
      const text = `${done} of ${counted(plan.variants, 'variant')} checked, ${integer(states)} states; ${result.scenario}`;
      if (pool.size > 1) tell(() => text);
    }
    for (const { name } of open) listener.scenario(name, why());
    await afterwards((result, property) => {
      const { scenario, variant } = result;
      const task = tasks.find((t) => t.scenario.name === scenario && same(t.variant, variant));
      if (task === undefined) throw new Error(`internal error: ${scenario} was not checked`);
      // A search that was stopped finds the same again in the same time, if it does at all.
      const limit = result.exhaustive ? null : Math.max(1000, 2000 * result.seconds);
      return pool.explain(task, property, limit);
    });
  } finally {
    await pool.end();
    if (options.quiet) progress.stop();
    else
      progress.finish(
        (took) =>
          `${counted(done, 'variant')}, ${counted(states, 'state')}, ${counted(pool.size, 'thread')}: ${seconds(took)}`,
      );
  }
}

const same = (a: Variant, b: Variant): boolean => Object.keys(a).every((name) => a[name] === b[name]);
