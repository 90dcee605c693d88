import { readFileSync } from 'node:fs';
import { UsageError, variantOf } from '../../scenarios/scenario.js';
import { findScenario, machineOf } from '../answer.js';
import { choice, FileError } from '../errors.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { raceDiagram } from '../reporters/race-diagram.js';
import { runSize, variantText } from '../reporters/variant.js';
import { type CommonFlags, look, type Session } from '../session.js';
import { explainViolation } from './ask.js';

/** Executes a saved run again, step by step: what is printed is what the model did just now, not what the file says. */
export async function replay(file: string, flags: CommonFlags, session: Session): Promise<ExitCode> {
  const { readItf, replayItf } = await import('../../checker/trace/itf-read.js');
  const trace = readItf(textOf(file));
  const { meta } = trace;
  const scenario = findScenario(await session.scenarios(meta.scenario), meta.scenario);
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
  const why = violated ? await explainViolation(machine, property, run) : [];
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

/** What the checker asks of every model, behind the properties of the scenario. */
const ASSERTIONS = {
  name: 'assertions',
  kind: 'always' as const,
  because: 'an assertion of the model fails',
};

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
