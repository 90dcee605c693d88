import { NO_CPU } from '../../model/language/domain.js';
import type { Machine } from '../../model/language/machine.js';
import type { About, Exported, Target } from './target.js';
import { Actions } from './tla/actions.js';
import { declarations } from './tla/declarations.js';
import { Expressions } from './tla/expressions.js';
import { CLOSING, definition, opening, wrap } from './tla/layout.js';
import { TlaModel } from './tla/model.js';
import { properties } from './tla/properties.js';
import { scheduling } from './tla/scheduling.js';

/**
 * TLA+, for TLC, Apalache and tla-checker. A step of the kernel becomes an action of `self`, the CPU that takes it; what
 * the step assigns one after the other becomes primed variables, said in terms of the old values (transitions.ts).
 */
export const tla: Target = { name: 'tla', reader: 'TLC', extension: 'tla', write };

/** TLA+ wants a module to have the name of its file: `kexec-lock` is `kexec_lock`. */
export const moduleName = (title: string): string => {
  const name = title.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `m_${name}`;
};

function write(machine: Machine, about: About): Exported {
  const name = moduleName(about.title);
  const { text, invariants } = module(new TlaModel(machine), about, name);
  return {
    text,
    beside: {
      [`${name}.cfg`]: config(['TypeOK', ...invariants]),
      [`${name}_states.cfg`]: config(['TypeOK']),
    },
    commands: (file) => [tlc(file), tlc(`-config ${name}_states.cfg ${file}`)],
  };
}

const config = (invariants: readonly string[]): string =>
  ['SPECIFICATION Spec', 'INVARIANTS', ...invariants.map((n) => `  ${n}`), 'CHECK_DEADLOCK FALSE', ''].join(
    '\n',
  );

const tlc = (what: string): string =>
  `java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -workers auto ${what}`;

function module(
  model: TlaModel,
  about: About,
  name: string,
): { readonly text: string; readonly invariants: readonly string[] } {
  const expressions = new Expressions(model);
  // What these need to have defined before them is known only when they have been written.
  const actions = new Actions(model, expressions).write();
  const { lines: judgements, invariants } = properties(model, expressions);
  const lines = [
    opening(name),
    ...head(about, name, invariants),
    'EXTENDS Integers, FiniteSets',
    '',
    `CPU == 0..${model.m.cpus - 1}`,
    `NONE == ${NO_CPU} \\* no CPU: PANIC_CPU_INVALID and its relatives`,
    '',
    ...declarations(model, expressions),
    ...scheduling(model),
    ...definitions(expressions),
    ...([...actions, ...judgements].some((l) => l.includes('Lowest(')) ? [LOWEST, ''] : []),
    ...actions,
    ...judgements,
    CLOSING,
    '',
  ];
  return { text: lines.join('\n'), invariants };
}

function definitions(expressions: Expressions): string[] {
  const { all } = expressions.definitions;
  return all.length === 0 ? [] : [...all.flatMap(({ head, text }) => definition(head, text)), ''];
}

const LOWEST =
  'Lowest(set) == IF set = {} THEN NONE ELSE CHOOSE cpu \\in set : \\A other \\in set : cpu <= other';

function head({ title, settings }: About, name: string, invariants: readonly string[]): string[] {
  const paragraph = (text: string) => wrap('  ', text, '  ');
  const variant = settings.length === 0 ? 'default settings' : settings.join(' ');
  return [
    '(*',
    ...paragraph(`${title} (${variant}), written by panic-check.`),
    ...paragraph(
      'An action is a step of the kernel, taken by the CPU self; it is called after the function and the label of the step. What a step does up to the next place where an interrupt could be noticed is one transition. On a CPU, NMI runs on top of hardirq, that on top of softirq, that on top of the task; only the highest moves.',
    ),
    ...paragraph(
      `TLC reaches as many distinct states as panic-check does. The file has to be called ${name}.tla; run`,
    ),
    `    ${tlc(`-config ${name}_states.cfg ${name}.tla`)}`,
    `    ${tlc(`${name}.tla`)}`,
    ...paragraph(
      `for the number of states and for the properties (${invariants.join(', ')}); TLC stops at the first invariant that is violated, so leave those out of ${name}.cfg that are known to be. An invariant called ..._is_unreachable asks for a state: its violation is the witness.`,
    ),
    ...paragraph(
      'Where a value would leave its range, or an index would not exist, panic-check reports a mistake of the model; here TypeOK is violated, or the expression cannot be evaluated.',
    ),
    '*)',
    '',
  ];
}
