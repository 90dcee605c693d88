import { isLiveness, type MachineProperty, type MExpr } from '../../../model/language/machine.js';
import { quiescence } from './ends.js';
import { never } from './layout.js';
import type { PromelaModel } from './model.js';

/** Properties of states, as never claims. Each comes to its end in the state that decides its property. */
export function claims(model: PromelaModel): string[] {
  const { m, state, places, assertions } = model;
  const kinds = new Set(m.properties.map((p) => p.kind));
  const bodies = m.properties.flatMap((p, i) => claim(model, p, i));
  if (state.failed !== null)
    bodies.push(...never(assertions, `${state.failed} != 0`, 'violated: an assertion of the model fails'));
  const ends =
    kinds.has('atEnd') || kinds.has('noDeadlock') ? ['', ...quiescence(model, kinds.has('noDeadlock'))] : [];
  // Which places are named is known only now.
  const named = places.macros;
  return [
    '#ifdef PROPERTIES',
    '',
    '/* Each claim comes to its end in the state that decides its property. */',
    ...ends,
    ...(named.length === 0 ? [] : ['', '/* Places that properties name. */', ...named]),
    ...bodies,
    '',
    '#endif',
  ];
}

export function claimNames({ m, words, state, assertions, triggers }: PromelaModel): string[] {
  const names = m.properties.flatMap((p, i) => {
    const trigger = triggers[i];
    return [...(isLiveness(p) ? [] : [words.names.properties[i]]), ...(trigger === null ? [] : [trigger])];
  });
  return state.failed === null ? names : [...names, assertions];
}

/** The claim of a property, and the one that finds what it speaks of. */
function claim(model: PromelaModel, p: MachineProperty, i: number): string[] {
  const speaker = model.outsider('-1');
  const condition = (e: MExpr | null) => (e === null ? 'false' : model.expressions.condition(e, speaker));
  const trigger = model.triggers[i];
  const speaksOf = () =>
    trigger === null ? [] : never(trigger, condition(p.trigger), `what ${p.name} speaks of`);
  if (isLiveness(p)) return speaksOf();
  const negated = p.expr === null ? 'true' : model.expressions.negated(p.expr, speaker, 2);
  const bad = ((): string => {
    switch (p.kind) {
      case 'always':
        return negated;
      case 'never':
      case 'reachable':
        return condition(p.expr);
      case 'atEnd':
        return `${model.words.macro('at_end')} && ${negated}`;
      case 'noDeadlock':
        return model.words.macro('deadlock');
      default:
        throw new Error('internal error: a formula is no claim that comes to an end');
    }
  })();
  const means = p.kind === 'reachable' ? 'holds' : 'violated';
  const vacuous = trigger === null ? '' : ` If ${trigger} finds nothing, it is vacuous.`;
  const says = `${means} if found: ${p.says}${vacuous}`;
  return [...never(model.words.names.properties[i], bad, says), ...speaksOf()];
}
