import type { Machine } from '../../model/language/machine.js';
import { claimNames, claims } from './promela/claims.js';
import { formulas, formulasOf, type LtlFormula } from './promela/formulas.js';
import { helpers } from './promela/helpers.js';
import { WIDTH, wrapWords } from './promela/layout.js';
import { PromelaModel } from './promela/model.js';
import { scheduling } from './promela/scheduling.js';
import { Steps } from './promela/steps.js';
import { variables } from './promela/variables.js';
import type { About, Exported, Target } from './target.js';

/**
 * Promela, as SPIN reads it: a process for each context of each CPU, whose control points are the places where control
 * rests. Interrupt handlers are processes that wait for their interrupt; `in_nmi[]` and its relatives, which follow from
 * where the processes are, let only the highest context of a CPU move.
 *
 * What one needs to know of SPIN to keep one state for each of ours:
 * - A transition is an `atomic` sequence: states inside are not stored. A `goto` out of it ends it, also where it leads to
 *   the label of another one. (A `d_step` cannot be jumped to, nor be left by a `goto`.)
 * - A process that comes to its end is removed by a transition of its own; ours block in front of it instead. Processes
 *   that are started by `init` add a state; `active` ones are there from the start.
 * - `spin -a` removes variables that are only written, and clears locals that are not read again; `-o2` turns that off.
 * - `hidden` variables are no part of a state: locals that hold nothing while control rests. Leaving them out saves a quarter
 *   of the memory and a seventh of the time.
 * - Properties need to see other processes' locals, which only never claims may. They are left out unless asked for.
 * - By its grammar (it was not tried), LTSmin's SpinS reads the part without claims, except for arrays whose cells begin
 *   with different values. There is no `provided`, no embedded C, no channel.
 */
export const promela: Target = {
  name: 'promela',
  reader: 'SPIN',
  extension: 'pml',
  write(machine: Machine, about: About): Exported {
    // Which domains are computed with is known only when everything has been written.
    const numeric = new Set<string>();
    for (;;) {
      const model = new PromelaModel(machine, numeric);
      const exported = write(model, about);
      const { mixed } = model.expressions;
      if (mixed.size === 0) return exported;
      for (const domain of mixed) numeric.add(domain);
    }
  },
};

function write(model: PromelaModel, about: About): Exported {
  // What is used, and therefore defined first, is known only when everything else has been written.
  const steps = new Steps(model);
  const bodies = model.processes.map((p) => steps.process(p));
  const asked = formulasOf(model);
  const questions = [
    ...(claimNames(model).length === 0 && asked.length === 0 ? [] : claims(model)),
    ...(asked.length === 0 ? [] : ['', ...formulas(model, asked)]),
  ];
  const parts = [
    head(model, about, asked),
    constants(model),
    variables(model),
    scheduling(model),
    ...bodies,
    questions,
  ];
  return {
    text: `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    beside: {},
    commands: (name) => [...countCommands(name), ...ask(model, asked, name)],
  };
}

// ---- Commands -------------------------------------------------------------------------------------------------------

const countCommands = (name: string): string[] => [
  `spin -o2 -a ${name}`,
  'gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c',
  './pan -m1000000 -E',
];

const claimCommands = (name: string): string[] => [
  `spin -o2 -DPROPERTIES -a ${name}`,
  'gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c',
];

const formulaCommands = (name: string): string[] => [
  `spin -o2 -DLIVENESS -a ${name}`,
  'gcc -O3 -DNOREDUCE -DNFAIR=4 -o pan pan.c',
];

const askFormula = ({ name, isFair }: LtlFormula): string =>
  `./pan -m1000000 -a ${isFair ? '-f ' : ''}-N ${name}`;

/** The commands that ask for each property. */
function ask(model: PromelaModel, asked: readonly LtlFormula[], name: string): string[] {
  const claims = claimNames(model);
  return [
    ...(claims.length === 0
      ? []
      : [...claimCommands(name), ...claims.map((c) => `./pan -m1000000 -E -N ${c}`)]),
    ...(asked.length === 0 ? [] : [...formulaCommands(name), ...asked.map(askFormula)]),
  ];
}

// ---- The beginning of the text --------------------------------------------------------------------------------------

function head(model: PromelaModel, { title, settings }: About, asked: readonly LtlFormula[]): string[] {
  const file = `${title.replace(/[^\w.-]+/g, '-')}.pml`;
  const claims = claimNames(model);
  const paragraphs: string[][] = [
    wrapWords([title, ...settings].join(' '), WIDTH - 3),
    wrapWords(
      `A model of the Linux kernel's panic path for SPIN, written by panic-check. To see every state:`,
      WIDTH - 3,
    ),
    countCommands(file).map((c) => `\t${c}`),
    wrapWords(
      `There are exactly as many states as panic-check finds. (-o2 keeps SPIN from dropping variables that nobody reads,
      -DNOREDUCE from leaving out orders of steps; -E lets runs end anywhere.)`,
      WIDTH - 3,
    ),
  ];
  if (claims.length > 0)
    paragraphs.push(
      wrapWords('To ask for a property, by the name of its never claim at the end:', WIDTH - 3),
      [...claimCommands(file), `./pan -m1000000 -E -N ${claims[0]}`].map((c) => `\t${c}`),
      wrapWords(
        `"end state in claim reached" means that the state it describes was found;
        spin -DPROPERTIES -t -p -g ${file} tells how.`,
        WIDTH - 3,
      ),
    );
  if (asked.length > 0)
    paragraphs.push(
      wrapWords(
        'To ask for a property of whole runs, by the name of its formula at the end (-f: only of runs that are fair to all processes):',
        WIDTH - 3,
      ),
      [...formulaCommands(file), askFormula(asked[0])].map((c) => `\t${c}`),
    );
  paragraphs.push(
    wrapWords(
      `Each context of each CPU is a process: tasks run their program, handlers wait for their interrupt. A label is a
      place where control rests, named after the kernel's function and the step in it; an atomic sequence is one
      transition, whose first line says when the context may move. Locals that nobody will read again hold the
      smallest value of their domain, as in the beginning. Values that leave their domain are not noticed here.`,
      WIDTH - 3,
    ),
  );
  const lines = paragraphs.flatMap((p, i) => (i === 0 ? p : ['', ...p]));
  return ['/*', ...lines.map((l) => ` * ${l.replaceAll('*/', '* /')}`.trimEnd()), ' */'];
}

function constants({ m, words, expressions }: PromelaModel): string[] {
  const names = words.mtype;
  return [
    `#define CPUS ${m.cpus}`,
    '#define NO_CPU -1',
    ...helpers(expressions.used, m.cpus),
    ...(words.defines.length === 0 ? [] : ['', ...words.defines]),
    ...(names.length === 0 ? [] : ['', ...wrapWords(`mtype = { ${names.join(', ')} };`, WIDTH, '\t')]),
  ];
}
