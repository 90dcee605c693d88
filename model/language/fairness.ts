import { didYouMean, ModelError } from './errors.js';
import { CONTEXTS, type Context, type FairChoice, type Property, type Strength, type System } from './ir.js';
import type { Chosen, FairAction, Machine } from './machine.js';

type Around = Pick<Machine, 'code' | 'frames' | 'vectors'> & { readonly system: System };

/** What a property's fairness means for one machine: the actions of which no run may deprive anybody. */
export function fairActions(property: Property, around: Around): FairAction[] {
  const { temporal, name } = property;
  if (temporal === null) return [];
  const { contexts, vectors, vector, choices } = temporal.fairness;
  const { frames, code, system } = around;
  const found: FairAction[] = [];
  const add = (strength: Strength, action: Omit<FairAction, 'strength'>) => {
    if (strength !== 'none') found.push({ ...action, strength });
  };
  for (const other of Object.keys(vector))
    if (!around.vectors.some((v) => v.name === other))
      throw new ModelError(
        'unknown-name',
        name,
        `${system.name} has no vector '${other}' to be fair to`,
        didYouMean(
          other,
          around.vectors.map((v) => v.name),
        ),
      );
  const places = waysOn(code);

  frames.forEach((of, cpu) => {
    const here = CONTEXTS.filter((c) => of[c] !== null);
    // Only interrupts take a CPU from one context to another without a step, and only so often: a CPU that always has a
    // step to do, in whatever context, is in the end in one of them. So one weak action speaks for all of them.
    const weak = here.filter((c) => contexts[c] === 'weak');
    if (weak.length > 0) add('weak', { name: `CPU ${cpu}`, moves: { kind: 'steps', cpu, contexts: weak } });
    for (const context of here)
      if (contexts[context] === 'strong')
        add('strong', { name: `CPU ${cpu} ${context}`, moves: { kind: 'steps', cpu, contexts: [context] } });
    around.vectors.forEach((v, i) => {
      if (v.pending[cpu] !== null)
        add(vector[v.name] ?? vectors, {
          name: `CPU ${cpu} takes ${v.name}`,
          moves: { kind: 'takes', cpu, vector: i },
        });
    });
    for (const way of places) {
      const { context, location, edges } = way;
      if (of[context] === null) continue;
      const asked = choices.findLast((c) => isAt(way, c.at) && c.choice === way.choice);
      add(asked?.strength ?? (way.isFair ? 'strong' : 'none'), {
        name: `CPU ${cpu} ${context} chooses ${way.fn}.${way.label} ${way.choice}`,
        moves: { kind: 'chooses', cpu, context, location, edges },
      });
    }
  });
  return found;
}

/** One way on at a choice, where it stands in a context's code. */
interface Way extends Chosen {
  readonly context: Context;
  readonly location: number;
  readonly edges: number[];
}

function waysOn(code: Machine['code']): Way[] {
  return CONTEXTS.flatMap((context) =>
    code[context].flatMap((l) => {
      const ways = new Map<string, Way>();
      l.edges.forEach((e, i) => {
        for (const chosen of e.chosen) {
          const key = JSON.stringify(chosen);
          const way = ways.get(key) ?? { ...chosen, context, location: l.id, edges: [] };
          ways.set(key, way);
          way.edges.push(i);
        }
      });
      return [...ways.values()];
    }),
  );
}

const isAt = (way: Way, { fn, label, context }: FairChoice['at']): boolean =>
  way.fn === fn && way.label === label && (context === null || context === way.context);
