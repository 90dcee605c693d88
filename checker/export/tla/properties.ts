import { isLiveness, type MachineProperty } from '../../../model/language/machine.js';
import { deadlock, runIsOver } from './ends.js';
import type { Expressions } from './expressions.js';
import { conjunction, definition, remark, rule } from './layout.js';
import type { TlaModel } from './model.js';
import { conjuncts, constant, negate, type Term } from './terms.js';
import { termOf } from './transitions.js';

/** The properties as invariants, with the predicates that they need. */
export function properties(
  model: TlaModel,
  expressions: Expressions,
): { readonly lines: readonly string[]; readonly invariants: readonly string[] } {
  const { m } = model;
  const asks = (...kinds: readonly MachineProperty['kind'][]) =>
    m.properties.some((p) => kinds.includes(p.kind));
  const lines = [
    ...rule('Properties'),
    ...(asks('noDeadlock', 'atEnd') ? runIsOver(model, expressions) : []),
    ...(asks('noDeadlock') ? deadlock(model, expressions) : []),
  ];
  const invariants: string[] = [];
  m.properties.forEach((p, i) => {
    if (isLiveness(p)) {
      const says = `${p.name} is left out: it is about runs without an end, and these are invariants.`;
      lines.push(...remark(says, '\\*   '), '');
      return;
    }
    const name = nameOf(model, p, i);
    invariants.push(name);
    lines.push(...property(model, expressions, p, name), ...vacuity(model, expressions, p, i), '');
  });
  const assertions = noFailedAssertion(model);
  return {
    lines: [...lines, ...(assertions?.lines ?? [])],
    invariants: [...invariants, ...(assertions === null ? [] : [assertions.name])],
  };
}

/** What is reachable is found as the violation of an invariant that denies it. */
const nameOf = ({ names }: TlaModel, p: MachineProperty, i: number): string =>
  p.kind === 'reachable' ? names.fresh(`${p.name}_is_unreachable`) : names.properties[i];

function property(model: TlaModel, expressions: Expressions, p: MachineProperty, name: string): string[] {
  const { failed } = model.stores;
  const expr = p.expr === null ? constant(0) : termOf(model, p.expr);
  const defined = ((): string[] => {
    switch (p.kind) {
      case 'always': {
        const parts = conjuncts(expr).map((part) => expressions.condition(part));
        return parts.length === 1 ? definition(name, parts[0]) : conjunction(name, parts);
      }
      case 'never':
      case 'reachable':
        return definition(name, denial(expressions, expr));
      case 'atEnd': {
        const end = failed === null ? 'RunIsOver' : `(RunIsOver /\\ ${failed.name} = 0)`;
        return definition(name, `${end} => ${expressions.operand(expr, 'compared')}`);
      }
      case 'noDeadlock':
        return definition(name, '~Deadlock');
      default:
        throw new Error('internal error: a formula is no invariant');
    }
  })();
  const because = p.because === '' || p.kind === 'reachable' ? [] : remark(`If not: ${p.because}`, '\\*   ');
  return [...remark(p.says), ...because, ...defined];
}

function vacuity(model: TlaModel, expressions: Expressions, p: MachineProperty, i: number): string[] {
  const { names } = model;
  if (p.trigger === null) return [];
  return [
    '\\* It says something only if this is violated in some state:',
    ...definition(
      names.fresh(`${names.properties[i]}_is_vacuous`),
      denial(expressions, termOf(model, p.trigger)),
    ),
  ];
}

/** The opposite of what a property asks about; a question of several parts stays as it was asked. */
function denial(expressions: Expressions, t: Term): string {
  const isJoined = t.kind === 'op' && (t.op === '&&' || t.op === '||');
  return isJoined ? `~${expressions.operand(t, 'atom')}` : expressions.condition(negate(t));
}

function noFailedAssertion({ m, stores, names }: TlaModel): { lines: string[]; name: string } | null {
  if (stores.failed === null) return null;
  const name = names.fresh('assertions');
  return {
    name,
    lines: [
      '\\* No assertion of the model fails:',
      ...m.assertions.flatMap(({ place, message }, i) => remark(`${i + 1}: ${place}: ${message}`, '\\*   ')),
      ...definition(name, `${stores.failed.name} = 0`),
      '',
    ],
  };
}
