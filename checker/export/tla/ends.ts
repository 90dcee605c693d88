import type { Context } from '../../../model/language/ir.js';
import type { Location } from '../../../model/language/machine.js';
import type { Expressions } from './expressions.js';
import { quote } from './kinds.js';
import { conjunction, definition, item } from './layout.js';
import { CONTEXT_NAMES, type TlaModel } from './model.js';
import { pc } from './scheduling.js';
import { isConst } from './terms.js';
import { canLeave } from './transitions.js';

/**
 * Where a run is over: it was ended, or nothing can move that must. ENABLED would say it, but not every checker can
 * evaluate it.
 */
export function runIsOver(model: TlaModel, expressions: Expressions): string[] {
  const { m, stores, contexts } = model;
  const delivered = m.vectors.flatMap((v, i) => {
    const pending = stores.pending[i];
    return pending === null
      ? []
      : [`self \\in ${pending.name} /\\ ${CONTEXT_NAMES[v.context]}MayEnter(self)`];
  });
  const steps = contexts.flatMap((c) => canStep(model, expressions, c));
  const ways = [...contexts.map((c) => `${CONTEXT_NAMES[c]}CanStep(self)`), ...delivered];
  return [
    '\\* Where a context can do its next step: the steps that always can, and those that wait for something.',
    ...steps,
    '',
    '\\* Something that must happen can: a step, or an interrupt that was sent. One that may arrive need not.',
    'CanMove ==',
    '  /\\ ~Over',
    ...ways.map((way, i) => `${i === 0 ? SOME_CPU : FURTHER}${way}`),
    ...(ways.length === 0 ? ['  /\\ FALSE'] : []),
    '',
    '\\* The run is over: it was ended, or nothing can move that must.',
    ...definition('RunIsOver', 'Over \\/ ~CanMove'),
    '',
  ];
}

/** A list of ways in which something is so of some CPU. */
const SOME_CPU = '  /\\ \\E self \\in CPU : \\/ ';
const FURTHER = '                       \\/ ';

function canStep(model: TlaModel, expressions: Expressions, context: Context): string[] {
  const deadEnds: number[] = [];
  const waits: string[] = [];
  for (const { id } of model.resting(context)) {
    if (id === 0) continue;
    const open = canLeave(model, context, id);
    if (isConst(open, 0)) deadEnds.push(id);
    else if (!isConst(open, 1)) {
      const at = `${pc(model, context)} = ${quote(model.labels[context][id])}`;
      waits.push(`(${at} => ${expressions.operand(open, 'compared')})`);
    }
  }
  return conjunction(`${CONTEXT_NAMES[context]}CanStep(self)`, [
    `${CONTEXT_NAMES[context]}OnTop(self)`,
    ...(deadEnds.length === 0 ? [] : [isElsewhere(model, expressions, context, deadEnds, 'DeadEnds')]),
    ...waits,
  ]);
}

export function deadlock(model: TlaModel, expressions: Expressions): string[] {
  const { contexts } = model;
  const idsOf = (c: Context, kinds: readonly Location['kind'][]) =>
    model
      .resting(c)
      .filter((l) => l.id !== 0 && kinds.includes(l.kind))
      .map((l) => l.id);
  const finals = contexts
    .map((c) => ({ c, ids: idsOf(c, ['final']) }))
    .filter(({ ids }) => ids.length > 0)
    .flatMap(({ c, ids }) =>
      item('  /\\ ', `\\A self \\in CPU : ${isElsewhere(model, expressions, c, ids, 'Finals')}`),
    );
  const waiting = contexts.flatMap((c, i) => {
    const ids = idsOf(c, ['halt', 'final']);
    const rest = ids.length === 0 ? '' : ` /\\ ${isElsewhere(model, expressions, c, ids, 'Halts')}`;
    return item(i === 0 ? SOME_CPU : FURTHER, `${CONTEXT_NAMES[c]}OnTop(self)${rest}`);
  });
  return [
    '\\* Nothing moves, somebody waits, and no panic owner has reached its intended end, after which waiting is fine.',
    'Deadlock ==',
    '  /\\ ~Over',
    '  /\\ ~CanMove',
    ...finals,
    ...waiting,
    ...(contexts.length === 0 ? ['  /\\ FALSE'] : []),
    '',
  ];
}

/** That a context is at none of these locations. */
function isElsewhere(
  model: TlaModel,
  expressions: Expressions,
  context: Context,
  locations: readonly number[],
  called: string,
): string {
  const set = expressions.definitions.locationSet(context, locations, `${CONTEXT_NAMES[context]}${called}`);
  return `${pc(model, context)} \\notin ${set}`;
}
