import { REDUCTIONS, type ReductionKind } from '../../checker/reduce/kinds.js';
import { isLiveness } from '../../model/language/machine.js';
import { type Scenario, UsageError, type Variant } from '../../scenarios/scenario.js';
import { machineOf } from '../answer.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { exploreCommand, variantText } from '../reporters/variant.js';
import { completeness, counted, integer, seconds } from '../reporters/words.js';
import { look, type Session } from '../session.js';
import { ask } from './ask.js';
import type { ExploreFlags } from './explore.js';

const SETS: readonly (readonly ReductionKind[])[] = [[], ...REDUCTIONS.map((kind) => [kind]), REDUCTIONS];

/** Says what reductions can do for a variant, and searches it without them, with each, and with all. */
export async function explainReductionOf(
  scenario: Scenario,
  variant: Variant,
  flags: ExploreFlags,
  session: Session,
): Promise<ExitCode> {
  const { io } = session;
  const { explainReduction } = await import('../../checker/reduce/explain.js');
  const machine = machineOf(scenario, variant);
  const facts = explainReduction(machine);
  // Properties of whole runs are answered from the full space.
  const ofStates = machine.properties.filter((p) => !isLiveness(p)).map((p) => p.name);
  const property = flags.property.length > 0 ? flags.property : ofStates;
  if (property.length === 0)
    throw new UsageError(
      `${scenario.name} asks only about runs without an end, and those are looked for in the full space`,
      'choose another scenario',
    );
  const progress = new ProgressLine(io);
  const found = [];
  for (const reduction of SETS) {
    const { exploration } = await ask(
      scenario,
      variant,
      { ...flags, property, reduction },
      session,
      progress,
    );
    found.push(exploration);
  }
  progress.stop();
  if (flags.json) {
    const searches = found.map(
      ({ reduction, states, transitions, depth, seconds, stopped, fingerprint }) => ({
        reduction,
        states,
        transitions,
        depth,
        seconds,
        stopped,
        fingerprint,
      }),
    );
    io.out(document({ scenario: scenario.name, variant, reductions: facts, searches }));
    return Exit.ok;
  }
  const { style, width } = look(session, flags);
  const [unreduced] = found;
  const rows = found.map((e, i) => [
    SETS[i].length === 0 ? 'none' : SETS[i] === REDUCTIONS ? 'all' : SETS[i].join(),
    completeness(e),
    e.exhaustive && unreduced.exhaustive ? `${(unreduced.states / e.states).toFixed(1)}x fewer` : '',
    integer(e.states),
    integer(e.transitions),
    seconds(e.seconds),
  ]);
  const cpus = (numbers: readonly number[]) => `CPUs ${numbers.join(', ')}`;
  const symmetric = facts.classes.map((c) => `${cpus(c)} can change places.`);
  const paragraphs = [
    `dead: ${facts.canDie} of ${counted(facts.fields, 'field')} of a state can be dead; the others are looked at by a property, or at all times.`,
    `order: the steps at ${facts.canGoFirst} of ${counted(facts.steps, 'place')} where code can rest can be made before those of others, as long as nobody else is concerned; at the others, a property looks on, or a loop has to be cut.`,
    `symmetry: ${[...(symmetric.length === 0 ? ['no two CPUs can change places.'] : symmetric), ...facts.reasons.map((r) => `${r}.`)].join(' ')}`,
  ];
  io.out(
    `${[
      ...wrap(`${scenario.name}: what reductions do`, width).map((l) => style.bold(l)),
      ...wrap(variantText(scenario, variant), width),
      '',
      grid(
        2,
        [
          ['reduction', 'search', 'states', '', 'transitions', 'time'],
          ...rows.map((r) => [r[0], r[1], r[3], r[2], r[4], r[5]]),
        ],
        (i) => i >= 2,
      ),
      '',
      ...paragraphs.flatMap((p) => [...wrap(p, width)]),
      '',
      `to explore it: ${exploreCommand(scenario, variant)}`,
    ].join('\n')}\n`,
  );
  return Exit.ok;
}
