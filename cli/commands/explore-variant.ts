import type { Exploration, Simulation } from '../../checker/verdict.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import type { Answer } from '../answer.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { styles } from '../io.js';
import { failureText } from '../reporters/failure.js';
import { answerJson, document, failureJson } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { exploreCommand, variantReport, violationReport } from '../reporters/variant.js';
import { checkFolder, OUT_DIR, saveTraces } from '../save.js';
import { type CommonFlags, look, type Session } from '../session.js';
import { ask, explain } from './ask.js';
import type { ExploreFlags } from './explore.js';
import { exploreLive, isLive } from './explore-live.js';

/** Flags about what becomes of counterexamples. */
export interface TraceFlags extends CommonFlags {
  readonly outDir?: string;
  readonly trace: boolean;
}

/** One variant in detail. */
export async function exploreVariant(
  scenario: Scenario,
  variant: Variant,
  flags: ExploreFlags,
  session: Session,
): Promise<ExitCode> {
  const command = [
    exploreCommand(scenario, variant, flags.property),
    ...limits(flags, session.configured),
  ].join(' ');
  if (!isLive(flags, session))
    return tellVariant(flags, session, command, (progress) =>
      ask(scenario, variant, flags, session, progress),
    );
  return tellVariant(flags, session, command, async () => {
    const value = variant[scenario.compares];
    const candidates = [{ value, variant, missing: '' }];
    const request = { scenario, compared: [scenario.compares], candidates, folder: null };
    const { rows } = await exploreLive(request, flags, session);
    return rows[0].answer!;
  });
}

/**
 * Asks about a variant and tells the answer: a verdict for each property, a diagram for each violation, and its trace in
 * a file. `command` is what asks again.
 */
export async function tellVariant(
  flags: TraceFlags,
  session: Session,
  command: string,
  askIt: (progress: ProgressLine) => Promise<Answer<Exploration | Simulation>>,
): Promise<ExitCode> {
  const { io } = session;
  const folder = flags.trace ? (flags.outDir ?? OUT_DIR) : null;
  if (folder !== null) checkFolder(folder);
  const progress = new ProgressLine(io);
  const found = await askIt(progress).finally(() => progress.stop());
  // The verdicts are told even if the traces cannot be saved: the search may have taken hours.
  const { files, failure } = await saveTraces(found, folder);
  if (flags.json) {
    io.out(
      document({
        ...answerJson(found, files, flags.trace),
        ...(failure === null ? {} : failureJson(failure)),
      }),
    );
  } else {
    const { style, width } = look(session, flags);
    io.out(`${variantReport(found, style, width)}\n`);
    if (flags.trace)
      for (const p of found.properties) {
        const explanation = await explain(found.exploration, p);
        const text = violationReport(found, p, explanation, files.get(p.report.name) ?? null, style, width);
        if (text !== '') io.out(`\n${text}\n`);
      }
    // Whoever sees a random violation wants to see it again.
    if (found.exit !== Exit.ok || 'seed' in found.exploration) io.out(`\nto ask again: ${command}\n`);
    if (failure !== null)
      io.err(`\n${failureText(failure, styles('auto', io.env, io.stderr), false, width)}`);
  }
  return worst([found.exit, failure?.exit ?? Exit.ok]);
}

/** The flags that decided how far the search went, as they are written; but for those that the configuration gives anyway. */
function limits(flags: ExploreFlags, configured: ReadonlySet<string> = new Set()): string[] {
  const { maxStates, maxDepth, maxSwitches, timeLimit, maxMemory, engine, store, seed, reduction } = flags;
  const written: Readonly<Record<string, string | false>> = {
    maxStates: maxStates !== undefined && `--max-states ${maxStates}`,
    maxDepth: maxDepth !== undefined && `--max-depth ${maxDepth}`,
    maxSwitches: maxSwitches !== undefined && `--max-switches ${maxSwitches}`,
    timeLimit: timeLimit !== undefined && `--time-limit ${timeLimit}ms`,
    maxMemory: maxMemory !== undefined && `--max-memory ${Math.ceil(maxMemory / 1024)}KiB`,
    store: store !== 'exact' && `--store ${store}`,
    seed: seed !== undefined && `--seed ${seed}`,
    engine: engine !== 'fast' && `--engine ${engine}`,
    reduction: reduction !== undefined && `--reduction ${reduction.join() || 'none'}`,
  };
  return Object.entries(written).flatMap(([flag, text]) =>
    text === false || configured.has(flag) ? [] : [text],
  );
}
