import type { Context } from '../../../model/language/ir.js';
import { indent, remark } from './layout.js';
import type { MurphiModel } from './model.js';
import { type FrameRecord, type Sort, type StateCell, sharedBudget } from './vocabulary.js';

/** Constants, types and variables, and what the variables begin with. */

export function constants(model: MurphiModel): string[] {
  const { cpus } = model.m;
  return [
    'const',
    '  CHECK: 0;      -- which property to check, by its number at the end; 0: all, -1: none',
    `  CPUS: ${cpus};`,
    '  NO_CPU: -1;',
    `  ALL_CPUS: ${2 ** cpus - 1};   -- a set of CPUs is a number, CPU n its bit n`,
    ...model.words.enumerations
      .filter((e) => e.numeric)
      .flatMap((e) => e.members.map((name, value) => `  ${name}: ${value};`)),
  ];
}

export function types(model: MurphiModel): string[] {
  return [
    'type',
    '  CPU: 0..CPUS - 1;',
    '  CPU_OR_NONE: NO_CPU..CPUS - 1;',
    '  CPU_MASK: 0..ALL_CPUS;',
    ...model.words.enumerations.map((e) => {
      const members = e.members.filter((m) => m !== '');
      return e.numeric
        ? `  ${e.name}: 0..${members.length - 1};`
        : `  ${e.name}: enum { ${members.join(', ')} };`;
    }),
  ];
}

export function variables(model: MurphiModel): string[] {
  const ghosts = declared(model, true);
  return [
    'var',
    ...indent([
      ...declared(model, false),
      ...(ghosts.length === 0 ? [] : remark('Of the question, not of the kernel:')),
      ...ghosts,
      ...remark('What runs on each CPU, by context:'),
      ...model.contexts.flatMap((c) => frames(model, c)),
      ...interrupts(model),
      ...fate(model),
    ]),
  ];
}

const perCpu = (type: string): string => `array [CPU] of ${type}`;

const declared = ({ m, words }: MurphiModel, ghost: boolean): string[] =>
  m.variables.flatMap((v, i) => {
    if ((v.scope === 'ghost') !== ghost) return [];
    const type = words.typeOf(v.domain);
    const of = { no: type, cpu: perCpu(type), array: `array [0..${v.fields.length - 1}] of ${type}` };
    return [`${words.names.variables[i]}: ${of[v.indexed]};`];
  });

function frames({ words }: MurphiModel, context: Context): string[] {
  const { name, places, hasIrqs, slots } = words.frames[context] as FrameRecord;
  return [
    `${name}: array [CPU] of record`,
    `  pc: ${places.name};`,
    ...(hasIrqs ? ['  irqs_off: boolean;'] : []),
    ...slots.flatMap((part) =>
      part === null ? [] : indent([...remark(part.remark), `${part.name}: ${words.typeOf(part.domain)};`]),
    ),
    'end;',
  ];
}

const interrupts = ({ m, words }: MurphiModel): string[] =>
  m.vectors.flatMap((v, i) => {
    const sent = v.pending.some((f) => f !== null) ? [`${words.pending[i]}: ${perCpu('boolean')};`] : [];
    const budget = v.budget.filter((f) => f !== null);
    if (budget.length === 0) return sent;
    const count = `0..${Math.max(...budget.map((f) => m.fields[f].range.max))}`;
    const type = sharedBudget(v.budget) ? count : perCpu(count);
    return [...sent, `${words.left[i]}: ${type};   -- how often it may still arrive`];
  });

const fate = ({ m, words }: MurphiModel): string[] => [
  ...(m.stopped.some((f) => f !== null) ? [`${words.stopped}: ${perCpu('boolean')};`] : []),
  `${words.cells[m.outcome].name}: ${words.outcome.name};   -- how the run ended`,
  ...(m.assertions.length === 0
    ? []
    : [
        `${words.failed}: 0..${m.assertions.length};   -- 0: none`,
        ...m.assertions.flatMap(({ place, message }, i) => indent(remark(`${i + 1}: ${place}: ${message}`))),
      ]),
];

export function startstate(model: MurphiModel): string[] {
  const { m, words } = model;
  const lines: string[] = [];
  const literal = (value: number, sort: Sort) => model.expressions.literal(value, sort);
  const cpus = new Map<string, { cell: StateCell; values: number[]; smallest: number }>();
  words.cells.forEach((cell, field) => {
    if (field === m.failed && m.assertions.length === 0) return;
    if (cell.cpu === null) {
      lines.push(`${cell.name}${cell.part} := ${literal(m.initial[field], cell.sort)};`);
      return;
    }
    const key = cell.name + cell.part;
    const all = cpus.get(key) ?? { cell, values: [], smallest: m.fields[field].range.min };
    all.values[cell.cpu] = m.initial[field];
    cpus.set(key, all);
  });
  // A CPU on which a part is never used has none in the machine; here it has, and it keeps its smallest value.
  const loop: string[] = [];
  const apart: string[] = [];
  for (const { cell, values, smallest } of cpus.values()) {
    const first = Array.from({ length: m.cpus }, (_, cpu) => values[cpu] ?? smallest);
    const usual = first.every((x) => x === first[0]) ? first[0] : smallest;
    loop.push(`${cell.name}[c]${cell.part} := ${literal(usual, cell.sort)};`);
    first.forEach((x, cpu) => {
      if (x !== usual) apart.push(`${cell.name}[${cpu}]${cell.part} := ${literal(x, cell.sort)};`);
    });
  }
  const loops = loop.length === 0 ? [] : ['for c: CPU do', ...indent(loop), 'end;'];
  return ['startstate', 'begin', ...indent([...lines, ...loops, ...apart]), 'end;'];
}
