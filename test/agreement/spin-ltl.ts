import { expect } from 'vitest';
import { livenessReference } from '../../checker/reference/liveness.js';
import { searchReference } from '../../checker/reference/search.js';
import { isLiveness, lower, type Property, type Strength } from '../../model/language/index.js';
import type { RandomSystem } from './random-system.js';
import { spinOnFormulas } from './spin.js';

/** The same questions with one fairness for all: what SPIN can say is none, or `weak` for each context and each vector. */
const withFairness = (properties: readonly Property[], strength: Strength): Property[] =>
  properties.map((p) =>
    p.temporal === null
      ? p
      : {
          ...p,
          temporal: {
            formula: p.temporal.formula,
            fairness: {
              contexts: { task: strength, softirq: strength, hardirq: strength, nmi: strength },
              vectors: strength,
              vector: {},
              choices: [],
            },
          },
        },
  );

/** Arms that a model calls fair are something that SPIN cannot say. */
const callsFair = (made: RandomSystem): boolean => JSON.stringify(made.system).includes('"fair":true');

/** Holds SPIN against the reference on formulas; says how many were compared, or null where that is not worth the time. */
export async function agreeWithSpinOnFormulas(
  made: RandomSystem,
  strength: 'none' | 'weak',
  maxStates = 3000,
): Promise<{ holds: number; violated: number } | null> {
  if (callsFair(made)) return null;
  const live = withFairness(
    made.properties.filter((p) => p.temporal !== null),
    strength,
  );
  const m = lower(made.system, live);
  const { stopped } = await searchReference(m, { maxStates });
  if (stopped !== null) return null;
  const { lassos } = await livenessReference(m, (i) => isLiveness(m.properties[i]));
  const said = spinOnFormulas(m, strength === 'weak');
  const count = { holds: 0, violated: 0 };
  m.properties.forEach((p, i) => {
    // What its formulas cannot say is left out, with a remark.
    if (!said.has(p.name)) return;
    expect(said.get(p.name), p.name).toBe(lassos[i] !== null);
    count[lassos[i] === null ? 'holds' : 'violated']++;
  });
  return count;
}
