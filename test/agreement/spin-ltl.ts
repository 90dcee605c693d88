import { expect } from 'vitest';
import { livenessFast } from '../../checker/engine/liveness.js';
import { livenessReference } from '../../checker/reference/liveness.js';
import { searchReference } from '../../checker/reference/search.js';
import {
  type Fairness,
  lower,
  type Machine,
  type Property,
  type Strength,
} from '../../model/language/index.js';
import type { RandomSystem } from './random-system.js';
import { spinOnFormulas } from './spin.js';

/** The same for each context and each vector. */
const plain = (strength: Strength): Fairness => ({
  contexts: { task: strength, softirq: strength, hardirq: strength, nmi: strength },
  vectors: strength,
  vector: {},
  choices: [],
});

type Live = Property & { readonly temporal: NonNullable<Property['temporal']> };

const ask = ({ temporal, ...p }: Live, how: string, fairness: Fairness): Property => ({
  ...p,
  name: `${p.name}_${how}`,
  temporal: { formula: temporal.formula, fairness },
});

/** What SPIN can say is fairness to processes, that is to steps and to what was sent. It knows no fair arms. */
const withoutChoices = (m: Machine): Machine => ({
  ...m,
  properties: m.properties.map((p) =>
    p.temporal === null || p.name.endsWith('_own')
      ? p
      : {
          ...p,
          temporal: {
            ...p.temporal,
            fairness: p.temporal.fairness.filter((a) => a.moves.kind !== 'chooses'),
          },
        },
  ),
});

export interface FormulaCount {
  readonly holds: number;
  readonly violated: number;
}

export interface FormulaAgreement {
  readonly none: FormulaCount;
  readonly weak: FormulaCount;
  /** As the properties of the system ask it: what breaks them then, SPIN must find as well. */
  readonly own: FormulaCount;
}

/**
 * Holds SPIN, the reference and the engine against each other on formulas: the same verdict on each, without fairness and
 * with weak fairness for all. Null where there are too many states to be worth the time.
 */
export async function agreeWithSpinOnFormulas(
  made: RandomSystem,
  maxStates = 3000,
): Promise<FormulaAgreement | null> {
  const live = made.properties.filter((p): p is Live => p.temporal !== null);
  // More than 30 actions to be fair to are refused.
  const isAsked = (i: number) => (m.properties[i].temporal?.fairness.length ?? 31) <= 30;
  const m = withoutChoices(
    lower(
      made.system,
      live.flatMap((p) => [
        ask(p, 'none', plain('none')),
        ask(p, 'weak', plain('weak')),
        ask(p, 'own', p.temporal.fairness),
      ]),
    ),
  );
  const { stopped } = await searchReference(m, { maxStates });
  if (stopped !== null) return null;
  const expected = await livenessReference(m, isAsked);
  expect(await livenessFast(m, isAsked)).toEqual(expected);
  const isViolated = (p: Live, how: string) =>
    expected.lassos[m.properties.findIndex((q) => q.name === `${p.name}_${how}`)] !== null;
  const said = spinOnFormulas(m);
  const count = {
    none: { holds: 0, violated: 0 },
    weak: { holds: 0, violated: 0 },
    own: { holds: 0, violated: 0 },
  };
  for (const p of live) {
    for (const how of ['none', 'weak'] as const) {
      const name = `${p.name}_${how}`;
      expect(said.get(name), name).toBe(isViolated(p, how));
      count[how][isViolated(p, how) ? 'violated' : 'holds']++;
    }
    // Where SPIN is less fair it leaves out fewer runs.
    if (isViolated(p, 'own')) expect(said.get(`${p.name}_own`), p.name).toBe(true);
    count.own[isViolated(p, 'own') ? 'violated' : 'holds']++;
  }
  return count;
}
