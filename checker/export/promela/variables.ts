import type { DomainIR } from '../../../model/language/domain.js';
import { CONTEXTS } from '../../../model/language/ir.js';
import { declaration, WIDTH, wrapWords } from './layout.js';
import type { PromelaModel } from './model.js';
import { isCommon } from './state.js';

/** The declarations of all variables that are not local to a process. */
export function variables(model: PromelaModel): string[] {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Shared variables', declared(model, 'shared')],
    ['Per-CPU variables', declared(model, 'perCpu')],
    ['What the question remembers; nothing depends on it', declared(model, 'ghost')],
    ['Locals that hold something only during a transition: no part of the state', passingLocals(model)],
    ['The machine: what each CPU is doing', machine(model)],
    [
      'Interrupts: sent and not yet taken, and how often they may still arrive by themselves',
      interrupts(model),
    ],
    ['How the run ended', ending(model)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines], i) => [
      ...(i === 0 ? [] : ['']),
      `/* ${title}. */`,
      ...lines.flatMap((l) => wrapWords(l, WIDTH, '\t')),
    ]);
}

const declared = ({ m, words }: PromelaModel, scope: 'shared' | 'perCpu' | 'ghost'): string[] =>
  m.variables.flatMap((v, i) => {
    if (v.scope !== scope) return [];
    const first = v.fields.map((f) => words.value(v.domain, m.initial[f]));
    const size = { no: null, cpu: 'CPUS', array: String(v.fields.length) }[v.indexed];
    return [declaration(words.type(v.domain, v.range), words.names.variables[i], size, first)];
  });

function passingLocals({ words, processes }: PromelaModel): string[] {
  // Processes share some of them.
  const passing = new Map(
    processes.flatMap((p) => p.locals.flatMap((l) => (l?.isPassing ? [[l.name, l] as const] : []))),
  );
  return [...passing.values()].map((l) => {
    const type = words.type(l.domain, l);
    // SPIN hides no bits.
    return `hidden ${declaration(type === 'bool' ? 'byte' : type, l.name, null, [words.value(l.domain, l.min)])}`;
  });
}

const machine = ({ m, state, places }: PromelaModel): string[] => [
  ...CONTEXTS.flatMap((c) => flags(state.entered[c])),
  ...CONTEXTS.flatMap((c) => flags(state.irqsOff[c])),
  ...flags(state.stopped),
  ...places.watches.map(({ name, context, locations }) => {
    const there = m.frames.map((f) => locations.has((f[context] && m.initial[f[context].pc]) ?? 0));
    return declaration('bool', name, 'CPUS', there.map(String));
  }),
];

const interrupts = ({ m, words, state }: PromelaModel): string[] => [
  ...state.pending.flatMap(flags),
  ...m.vectors.flatMap((v, i) => {
    const name = state.budget[i];
    if (name === null) return [];
    const first = v.budget.map((f) => (f === null ? 0 : m.initial[f]));
    const most = Math.max(...first);
    const type = words.type({ kind: 'int', min: 0, max: 0 }, { min: 0, max: most });
    return isCommon(v)
      ? [declaration(type, name, null, [String(most)])]
      : [declaration(type, name, 'CPUS', first.map(String))];
  }),
];

const ending = ({ m, words, state }: PromelaModel): string[] => [
  ...(state.outcome === null
    ? []
    : [declaration('mtype', state.outcome, null, [words.value(m.fields[m.outcome].domain as DomainIR, 0)])]),
  ...(state.failed === null
    ? []
    : [declaration(m.assertions.length > 255 ? 'int' : 'byte', state.failed, null, ['0'])]),
];

/** A flag for each CPU. */
const flags = (name: string | null | undefined): string[] =>
  name == null ? [] : [declaration('bool', name, 'CPUS', ['false'])];
