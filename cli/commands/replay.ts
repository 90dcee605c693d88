import { readFileSync } from 'node:fs';
import type { Run } from '../../checker/verdict.js';
import type { Machine } from '../../model/language/machine.js';
import { type Scenario, UsageError, variantOf } from '../../scenarios/scenario.js';
import { machineOf } from '../answer.js';
import { choice, FileError } from '../errors.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { raceDiagram } from '../reporters/race-diagram.js';
import { runSize, variantText } from '../reporters/variant.js';
import { isPath } from '../scenarios.js';
import { type CommonFlags, look, type Session } from '../session.js';

export interface ReplayFlags extends CommonFlags {
  /** The file of the user's own model that the trace is of. */
  readonly model?: string;
}

/** Executes a saved run again, step by step: what is printed is what the model did just now, not what the file says. */
export async function replay(file: string, flags: ReplayFlags, session: Session): Promise<ExitCode> {
  const { readItf, replayItf } = await import('../../checker/trace/itf-read.js');
  const trace = readItf(textOf(file));
  const { meta } = trace;
  const scenario = await scenarioOf(meta.scenario, flags.model, session);
  const variant = variantOf(scenario, meta.variant);
  const machine = machineOf(scenario, variant);
  const properties = [...machine.properties, ASSERTIONS];
  const property = properties.find((p) => p.name === meta.property);
  if (property === undefined) {
    const known = properties.map((p) => p.name);
    throw new UsageError(
      `${file}: ${scenario.name} has no property '${meta.property}'`,
      choice(meta.property, 'properties', known),
    );
  }
  // Refuses a run that does not fit the model, and one that does not end in the violation that it claims.
  const run = replayItf(machine, trace);

  const { style, width } = look(session, flags);
  const violated = meta.verdict === 'violated';
  const why = property.kind === 'noDeadlock' ? await explanation(machine, run) : [];
  const diagram = raceDiagram(machine, run, {
    width,
    because: violated ? [property.because, ...why] : [],
    heading: (t) => style.bold(t),
    comment: (t) => style.red(t),
  });
  const lines = [
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    ...wrap(variantText(scenario, variant), width),
    '',
    diagram,
    '',
    style.bold(
      `${property.name} ${violated ? 'is violated' : meta.verdict}: ${runSize(run)}, executed again`,
    ),
  ];
  session.io.out(`${lines.join('\n')}\n`);
  return Exit.ok;
}

/**
 * The scenario that a trace names. A trace is data, from whoever: it never decides what is loaded, which is only what the
 * user names here or in the configuration.
 */
async function scenarioOf(name: string, model: string | undefined, session: Session): Promise<Scenario> {
  if (model !== undefined) {
    const of = isPath(model) ? (await session.scenarios(model)).find((s) => s.name === name) : undefined;
    if (of !== undefined) return of;
    throw new UsageError(
      `${model} has no scenario '${name}', which the trace is of`,
      'name another file with --model',
    );
  }
  const all = isPath(name) ? [] : await session.scenarios(name);
  const found = all.find((s) => s.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `the trace is of '${name}', which is no known scenario`,
    'if it is of a model of yours, name its file: --model ./patch.ts',
  );
}

async function explanation(machine: Machine, run: Run): Promise<readonly string[]> {
  const { explainDeadlock } = await import('../../checker/trace/deadlock.js');
  return explainDeadlock(machine, run);
}

/** What the checker asks of every model, behind the properties of the scenario. */
const ASSERTIONS = { name: 'assertions', kind: 'always', because: 'an assertion of the model fails' };

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new FileError(
      FileError.from('read', file, error).message,
      'traces are saved by panic-check explore',
    );
  }
}
