import type { Machine } from '../../model/language/machine.js';
import { constants, startstate, types, variables } from './murphi/declarations.js';
import { ends } from './murphi/ends.js';
import { helpers, predicates } from './murphi/helpers.js';
import { interrupts } from './murphi/interrupts.js';
import { fold, remark } from './murphi/layout.js';
import { MurphiModel } from './murphi/model.js';
import { properties } from './murphi/properties.js';
import { scheduling } from './murphi/scheduling.js';
import { Steps } from './murphi/steps.js';
import type { About, Exported, Target } from './target.js';

/**
 * Murphi, as Rumur reads it: a rule for each way on from a place where control rests, for any CPU; a procedure for each
 * place that is passed and that several ways lead to. Except for `cover`, CMurphi reads it as well.
 */
export const murphi: Target = {
  name: 'murphi',
  reader: 'Rumur',
  extension: 'm',
  write(machine: Machine, about: About): Exported {
    // Which enumerations are computed with is known only when everything has been written.
    const numeric = new Set<string>();
    for (;;) {
      const model = new MurphiModel(machine, numeric);
      const text = write(model, about);
      const known = numeric.size;
      for (const name of model.expressions.mixed) numeric.add(name);
      if (numeric.size === known) return { text, beside: {}, commands };
    }
  },
};

function commands(name: string): string[] {
  const base = name.replace(/\.m$/, '');
  return [
    `rumur --symmetry-reduction off --deadlock-detection off --output ${base}.c ${name}`,
    `cc -std=c11 -O3 -march=native -mcx16 -o ${base} ${base}.c -lpthread`,
    `./${base}`,
  ];
}

function write(model: MurphiModel, about: About): string {
  const { contexts } = model;
  const steps = new Steps(model);
  // Declared before they are used: what the rules and properties call is known when these are written.
  const passages = contexts.flatMap((c) => steps.passages(c));
  const rules = [...contexts.flatMap((c) => steps.rules(c)), ...interrupts(model)];
  const judgements = properties(model);
  const ending = ends(model);
  const parts = [
    head(model, about),
    constants(model),
    types(model),
    variables(model),
    helpers(model),
    predicates(model),
    scheduling(model),
    passages,
    ending,
    startstate(model),
    rules,
    judgements,
  ];
  const lines = parts.flatMap((p) => [...p, '']).flatMap(fold);
  // One empty line is enough.
  return `${lines
    .filter((l, i) => l !== '' || lines[i - 1] !== '')
    .join('\n')
    .trimEnd()}\n`;
}

function head({ m }: MurphiModel, { title, settings }: About): string[] {
  const file = `${title.replace(/\W+/g, '-')}.m`;
  const given = settings.length === 0 ? '' : `, ${settings.join(', ')}`;
  return [
    ...remark(`${title}${given}: a model written by panic-check for Rumur.`),
    '--',
    ...remark('To check it:'),
    ...commands(file).map((c) => `--   ${c}`),
    '--',
    ...remark(
      `A rule is one indivisible step of one CPU, called after the kernel's function and the step in it; what the step
      says in C stands below its name. Each CPU has a record for each context, and only the highest context that
      is not idle moves. Locals that nobody will read again hold the smallest value of their type. There are exactly
      as many states as panic-check finds, and as many rules fired as it finds transitions.`,
    ),
    '--',
    ...remark(
      `Rumur stops at the first property that is violated; CHECK picks one of them, or none. A value outside of its
      type, which panic-check reports as a fault of the model, is an error here too, except where nobody reads it;
      a number where a boolean belongs is true unless it is 0; arithmetic is as wide as Rumur makes it, not 32 bits.`,
    ),
    ...(m.properties.some((p) => p.kind === 'reachable' || p.trigger !== null)
      ? remark('CMurphi has no `cover`: make it an invariant that says the opposite, and expect it to fail.')
      : []),
  ];
}
