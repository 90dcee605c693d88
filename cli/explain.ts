import type { Run } from '../checker/verdict.js';
import type { PropertyKind } from '../model/language/ir.js';
import type { Machine } from '../model/language/machine.js';

/** What a deadlock is made of, or what goes round; other violations are explained by their last step. */
export async function explainRun(
  machine: Machine,
  { kind }: { readonly kind: PropertyKind },
  run: Run,
): Promise<readonly string[]> {
  if (kind === 'noDeadlock')
    return (await import('../checker/trace/deadlock.js')).explainDeadlock(machine, run);
  const isAboutStates = kind === 'always' || kind === 'never' || kind === 'atEnd' || kind === 'reachable';
  return isAboutStates ? [] : (await import('../checker/trace/lasso.js')).explainLasso(machine, run);
}
