import type { Context } from '../../../model/language/ir.js';
import type { Expressions } from './expressions.js';
import { quote } from './kinds.js';
import { conjunction, definition, wrap } from './layout.js';
import { CONTEXT_NAMES, type TlaModel } from './model.js';
import type { Store } from './terms.js';

/** Which variables there are, which values they can have, and which they begin with. */
export const declarations = (model: TlaModel, expressions: Expressions): string[] => [
  ...variables(model),
  '',
  ...model.groups.flatMap(({ name, stores }) => definition(name, tuple(stores))),
  ...definition('vars', tuple(model.all)),
  '',
  ...model.contexts.flatMap((c) => labels(model, c)),
  '',
  ...conjunction(
    'TypeOK',
    model.all.map((s) => `${s.name} \\in ${type(s)}`),
  ),
  '',
  ...conjunction(
    'Init',
    model.all.map((s) => `${s.name} = ${initial(s, expressions)}`),
  ),
  '',
];

const tuple = (stores: readonly Store[]): string => `<<${stores.map((s) => s.name).join(', ')}>>`;

function variables({ groups, all, remarks }: TlaModel): string[] {
  const last = all.at(-1);
  const declared = (s: Store): string[] => {
    const remark = remarks.get(s);
    const name = `${s.name}${s === last ? '' : ','}${remark === undefined ? '' : ` \\* ${remark}`}`;
    return [`  \\* @type: ${annotation(s)};`, ...wrap('  ', name, '    \\* ')];
  };
  return [
    'VARIABLES',
    ...groups.flatMap(({ says, stores }) => [`  \\* ${says}`, ...stores.flatMap(declared)]),
  ];
}

/** A type as Apalache wants to be told it. */
function annotation({ domain, indexed }: Store): string {
  const cell = (() => {
    switch (domain.kind) {
      case 'flag':
        return 'Bool';
      case 'oneOf':
      case 'pc':
        return 'Str';
      case 'cpuSet':
        return 'Set(Int)';
      default:
        return 'Int';
    }
  })();
  return indexed === 'no' ? cell : `Int -> ${cell}`;
}

function labels(model: TlaModel, context: Context): string[] {
  const resting = model.resting(context).map((l) => quote(model.labels[context][l.id]));
  return definition(`${CONTEXT_NAMES[context]}Labels`, `{${resting.join(', ')}}`);
}

const indices = (s: Store): string => (s.indexed === 'cpu' ? 'CPU' : `0..${s.initial.length - 1}`);

const type = (s: Store): string => (s.indexed === 'no' ? values(s) : `[${indices(s)} -> ${values(s)}]`);

/** What a variable, or a cell of it, can be. */
function values({ domain, range }: Store): string {
  switch (domain.kind) {
    case 'flag':
      return 'BOOLEAN';
    case 'oneOf':
      return `{${domain.values.map(quote).join(', ')}}`;
    case 'cpu':
      return 'CPU';
    case 'cpuOrNone':
      return 'CPU \\cup {NONE}';
    case 'cpuSet':
      return 'SUBSET CPU';
    case 'pc':
      return `${CONTEXT_NAMES[domain.context]}Labels`;
    case 'int':
      return `${range.min}..${range.max}`;
  }
}

function initial(s: Store, expressions: Expressions): string {
  const cells = s.initial.map((v) => expressions.literal(v, s));
  const [first] = cells;
  if (s.indexed === 'no') return first;
  const name = s.indexed === 'cpu' ? 'self' : 'index';
  const body = cells.every((v) => v === first)
    ? first
    : `CASE ${cells.map((v, i) => `${name} = ${i} -> ${v}`).join(' [] ')}`;
  return `[${name} \\in ${indices(s)} |-> ${body}]`;
}
