import type { MachineProperty, MExpr } from '../../../model/language/machine.js';
import type { Here } from './expressions.js';
import { remark } from './layout.js';
import type { MurphiModel } from './model.js';

export function properties(model: MurphiModel): string[] {
  const { m, words } = model;
  const all = m.properties.flatMap((p, i) => [...property(model, p, i + 1), '']);
  if (m.assertions.length > 0)
    all.push(
      ...remark(`${m.properties.length + 1}. No assertion of the model fails.`),
      'invariant "assertions"',
      `  ${checked(m.properties.length + 1)} -> ${words.failed} = 0;`,
    );
  return [...remark('Properties'), '', ...all];
}

function property(model: MurphiModel, p: MachineProperty, n: number): string[] {
  model.expressions.subject = p.name;
  // A property looks at the machine from outside, so that there is no `self`.
  const here: Here = { self: 'NO_CPU', context: 'task' };
  const expr = (e: MExpr) => model.expressions.condition(e, here, true);
  const name = p.name.replaceAll('"', "'");
  const invariant = (holds: string) => [`invariant "${name}"`, `  ${checked(n)} -> ${holds};`];
  const judged = (): string[] => {
    const holds = p.expr === null ? 'false' : expr(p.expr);
    switch (p.kind) {
      case 'always':
        return invariant(holds);
      case 'never':
        return invariant(p.expr === null ? 'true' : model.expressions.negation(p.expr, here));
      case 'atEnd':
        return invariant(`(run_ended() -> ${holds})`);
      case 'noDeadlock':
        return invariant('!deadlock()');
      case 'reachable':
        return [`cover "${name}"`, `  ${checked(n)} -> ${holds};`];
      default:
        return remark(`${name} is left out: it is about runs without an end, and Rumur judges states.`);
    }
  };
  const vacuity =
    p.trigger === null
      ? []
      : [
          ...remark('It says something only if this is so at some time.'),
          `cover "${name}: not vacuous"`,
          `  ${checked(n)} -> ${expr(p.trigger)};`,
        ];
  return [...remark(`${n}. ${p.says}`), ...judged(), ...vacuity];
}

const checked = (n: number): string => `(CHECK = 0 | CHECK = ${n})`;
