import type { Context } from '../../../model/language/ir.js';
import type { Location } from '../../../model/language/machine.js';
import type { Here } from './expressions.js';
import { pending } from './interrupts.js';
import { indent, remark } from './layout.js';
import type { MurphiModel } from './model.js';
import { idle, isStopped } from './scheduling.js';
import type { FrameRecord } from './vocabulary.js';

/** What has to happen, and who waits: where a run ends, and whether that is a deadlock. Only if a property asks for it. */
export function ends(model: MurphiModel): string[] {
  const asks = (kind: 'atEnd' | 'noDeadlock') => model.m.properties.some((p) => p.kind === kind);
  return [
    ...(asks('atEnd') || asks('noDeadlock') ? runEnded(model) : []),
    ...(asks('noDeadlock') ? deadlock(model) : []),
  ];
}

function runEnded(model: MurphiModel): string[] {
  const { m, words, contexts } = model;
  const sent = m.vectors.flatMap((v, i) =>
    v.pending.some((f) => f !== null) ? [`${pending(model, i)} & ${v.context}_can_enter(cpu)`] : [],
  );
  return [
    ...remark('Whether a step is possible at the place of a context.'),
    '',
    ...contexts.flatMap((c) => canMove(model, c)),
    ...running(model, 'can_move'),
    ...remark('A step, or an interrupt that was sent. Interrupts that may arrive by themselves need not.'),
    'function cpu_must_move(cpu: CPU): boolean;',
    'begin',
    ...isStopped(model).map((s) => `  if ${s} then return false; end;`),
    `  return ${['running_can_move(cpu)', ...sent].join(' | ')};`,
    'end;',
    '',
    'function must_move(): boolean;',
    'begin',
    '  return !is_over() & exists c: CPU do cpu_must_move(c) end;',
    'end;',
    '',
    ...remark('The machine has ended, or nothing that must happen can happen. A failed assertion is no end.'),
    'function run_ended(): boolean;',
    'begin',
    `  return ${m.assertions.length === 0 ? '' : `${words.failed} = 0 & `}!must_move();`,
    'end;',
    '',
  ];
}

/** What the context says that runs. */
const running = (model: MurphiModel, says: 'can_move' | 'waits'): string[] => [
  `function running_${says}(cpu: CPU): boolean;`,
  'begin',
  ...indent(
    [...model.contexts]
      .reverse()
      .map((c) => `if !(${idle(model, c)[0]}) then return ${c}_${says}(cpu); end;`),
  ),
  '  return false;',
  'end;',
  '',
];

function canMove(model: MurphiModel, context: Context): string[] {
  const { expressions, words } = model;
  const { name, places } = words.frames[context] as FrameRecord;
  const here: Here = { self: 'cpu', context };
  const always: string[] = [];
  const guarded: string[] = [];
  for (const { id, edges } of model.resting(context)) {
    if (edges.length === 0) continue;
    const tests = edges.map((e) => (e.guard === null ? 'true' : expressions.condition(e.guard, here, true)));
    if (tests.includes('true')) always.push(places.members[id]);
    else guarded.push(`case ${places.members[id]}: return ${tests.join(' | ')};`);
  }
  const cases = [...(always.length === 0 ? [] : [`case ${always.join(', ')}: return true;`]), ...guarded];
  return [
    `function ${context}_can_move(cpu: CPU): boolean;`,
    'begin',
    ...(cases.length === 0
      ? ['  return false;']
      : [`  switch ${name}[cpu].pc`, ...indent(cases), '  else return false;', '  end;']),
    'end;',
    '',
  ];
}

function waits(model: MurphiModel, context: Context): string[] {
  const { name, places } = model.words.frames[context] as FrameRecord;
  const ends = placesOf(model, context, (l) => l.kind === 'halt' || l.kind === 'final');
  return [
    `function ${context}_waits(cpu: CPU): boolean;`,
    'begin',
    `  switch ${name}[cpu].pc`,
    '  -- intended ends',
    `  case ${ends.map((id) => places.members[id]).join(', ')}: return false;`,
    `  else return !${context}_can_move(cpu);`,
    '  end;',
    'end;',
    '',
  ];
}

function deadlock(model: MurphiModel): string[] {
  const { contexts } = model;
  const reached = contexts.flatMap((c) => {
    const { name, places } = model.words.frames[c] as FrameRecord;
    return placesOf(model, c, (l) => l.kind === 'final').map((id) => `${name}[c].pc = ${places.members[id]}`);
  });
  const [stopped] = isStopped(model).map((s) => s.replace('[cpu]', '[c]'));
  const somebody = `${stopped === undefined ? '' : `!${stopped} & `}running_waits(c)`;
  return [
    ...remark('Whether a context waits for something that is not so, or relies on somebody to stop it.'),
    '',
    ...contexts.flatMap((c) => waits(model, c)),
    ...running(model, 'waits'),
    ...remark(
      `Nothing moves and somebody waits${reached.length === 0 ? '' : ', and no panic owner has reached its intended end, after which waiting is fine'}.`,
    ),
    'function deadlock(): boolean;',
    'begin',
    '  if is_over() | must_move() then return false; end;',
    ...(reached.length === 0
      ? []
      : [`  if exists c: CPU do ${reached.join(' | ')} end then return false; end;`]),
    `  return exists c: CPU do ${somebody} end;`,
    'end;',
    '',
  ];
}

function placesOf(model: MurphiModel, context: Context, which: (l: Location) => boolean): number[] {
  return model
    .resting(context)
    .filter(which)
    .map((l) => l.id);
}
