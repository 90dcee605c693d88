import { CONTEXTS, type Formula } from '../../../model/language/ir.js';
import type { FairAction, Machine, MachineProperty, MExpr } from '../../../model/language/machine.js';
import { macro, remark } from './layout.js';
import type { PromelaModel } from './model.js';

/** A property of whole runs, as SPIN is asked it. */
export interface LtlFormula {
  readonly name: string;
  /** Whether it is about runs that are weakly fair to all processes, if not to more. */
  readonly isFair: boolean;
  readonly lines: readonly string[];
}

export const formulasOf = (model: PromelaModel): LtlFormula[] =>
  model.m.properties.flatMap((p, i) => (p.temporal === null ? [] : [formulaOf(model, p, p.temporal, i)]));

export function formulas(model: PromelaModel, all: readonly LtlFormula[]): string[] {
  return ['#ifdef LIVENESS', ...stay(model), ...all.flatMap((f) => f.lines), '', '#endif'];
}

type Temporal = NonNullable<MachineProperty['temporal']>;

function formulaOf(model: PromelaModel, p: MachineProperty, temporal: Temporal, i: number): LtlFormula {
  const { m, words, state } = model;
  const name = words.names.properties[i];
  const looks: string[] = [];
  const asked = ltl(temporal.formula, (e) => {
    const known = words.names.fresh(`${name}_looks`);
    looks.push(...macro(known, `(${model.expressions.inFormula(e, model.outsider('-1'))})`));
    return known;
  });
  // A failed assertion ends a run, and is reported by itself.
  const fails = words.names.fresh(`${name}_fails`);
  const failed = state.failed === null ? [] : macro(fails, `(${state.failed} != 0)`);
  const formula = state.failed === null ? asked : `(<> ${fails}) || (${asked})`;
  const isFair = isFairToAll(m, temporal.fairness);
  const unsaid = isFair
    ? temporal.fairness.filter((a) => a.strength === 'strong' || a.moves.kind === 'chooses')
    : temporal.fairness;
  const says =
    unsaid.length === 0
      ? p.says
      : `${p.says} SPIN is weakly fair to all processes or to none, and may find a run that is not fair to: ${unsaid.map((a) => a.name).join(', ')}.`;
  return {
    name,
    isFair,
    lines: ['', ...remark(says, ''), ...looks, ...failed, `ltl ${name} { ${formula} }`],
  };
}

/** A formula in SPIN's operators. `atom` says what its conditions are called. */
function ltl(f: Formula<MExpr>, atom: (e: MExpr) => string): string {
  const text = (part: Formula<MExpr>): string => ltl(part, atom);
  switch (f.kind) {
    case 'atom':
      return atom(f.atom);
    case 'not':
      return `!(${text(f.of)})`;
    case 'always':
      return `[] (${text(f.of)})`;
    case 'eventually':
      return `<> (${text(f.of)})`;
    default:
      return `((${text(f.left)}) ${{ and: '&&', or: '||', until: 'U', release: 'V' }[f.kind]} (${text(f.right)}))`;
  }
}

/** Whether every context of every CPU is to go on, and everything that was sent to be taken: that is what `-f` means. */
const isFairToAll = (m: Machine, fairness: readonly FairAction[]): boolean =>
  m.frames.every(
    (of, cpu) =>
      CONTEXTS.every(
        (c) =>
          of[c] === null ||
          fairness.some(
            ({ moves }) => moves.kind === 'steps' && moves.cpu === cpu && moves.contexts.includes(c),
          ),
      ) &&
      m.vectors.every(
        (v, vector) =>
          v.pending[cpu] === null ||
          fairness.some(
            ({ moves }) => moves.kind === 'takes' && moves.cpu === cpu && moves.vector === vector,
          ),
      ),
  );

/**
 * What goes on for ever where nothing else does. SPIN does so by itself, but with `-f` it misses some of the ways on of an
 * automaton that goes round in more than one state meanwhile.
 */
const stay = ({ words }: PromelaModel): string[] => [
  '',
  ...remark('A run that is over stays as it is for ever.', ''),
  `active proctype ${words.macro('stays')}()`,
  '{',
  '\tdo',
  '\t:: timeout',
  '\tod',
  '}',
];
