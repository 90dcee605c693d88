import { explainDeadlock } from '../checker/trace/deadlock.js';
import { explainLasso } from '../checker/trace/lasso.js';
import type { Run } from '../checker/verdict.js';
import type { PropertyKind } from '../model/language/ir.js';
import type { Machine } from '../model/language/machine.js';

/** What a deadlock is made of, or what goes round; other violations are explained by their last step. */
export function explainRun(
  machine: Machine,
  { kind }: { readonly kind: PropertyKind },
  run: Run,
): readonly string[] {
  if (kind === 'noDeadlock') return explainDeadlock(machine, run);
  const isAboutStates = kind === 'always' || kind === 'never' || kind === 'atEnd' || kind === 'reachable';
  return isAboutStates ? [] : explainLasso(machine, run);
}
