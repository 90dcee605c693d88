import { formatValue } from '../../model/language/domain.js';
import type { Cell, Expr } from '../../model/language/ir.js';

/** Who is executing: `self` is written as this CPU's number, and an index as the number it has at this moment. */
export interface Speaker {
  readonly cpu: number;
  /** The value of a local at this moment, where it is known. */
  local(name: string): number | null;
}

const BINDING: Readonly<Record<string, number>> = {
  '?:': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '%': 7,
  '!': 8,
};

/** An expression as a C programmer would write it in a mail: kernel names, no casts, no accessors. */
export function expressionText(e: Expr, speaker: Speaker, around = 0): string {
  const inner = (x: Expr, binding = 0) => expressionText(x, speaker, binding);
  switch (e.kind) {
    case 'const':
      return formatValue(e.domain, e.value);
    case 'self':
      return String(speaker.cpu);
    case 'allCpus':
      return 'all CPUs';
    case 'inContext':
      return e.contexts.map((c) => `in_${c}()`).join(' || ');
    case 'irqsOff':
      return 'irqs_disabled()';
    case 'local':
      return e.name;
    case 'read':
      return cellText(e.cell, speaker);
    case 'op': {
      const [a, b, c] = e.args;
      switch (e.op) {
        case '!':
          return negated(a, speaker);
        case 'has':
          return `${inner(b)} in ${inner(a, 8)}`;
        case 'with':
          return `${inner(a, 6)} + {${inner(b)}}`;
        case 'without':
          return `${inner(a, 6)} - {${inner(b)}}`;
        case 'lowest':
          return `first(${inner(a)})`;
        case 'weight':
          return `weight(${inner(a)})`;
      }
      const truth = truthTest(e, speaker);
      if (truth !== null) return truth;
      const binding = BINDING[e.op];
      const text =
        e.op === '?:'
          ? `${inner(a, 2)} ? ${inner(b, 2)} : ${inner(c, 1)}`
          : `${inner(a, binding)} ${e.op} ${inner(b, binding + 1)}`;
      return binding < around ? `(${text})` : text;
    }
    default:
      return '…'; // looks at the machine from outside: belongs to notes, which are not shown
  }
}

/** `x == true` is written `x`, as everybody does. */
function truthTest(e: Extract<Expr, { kind: 'op' }>, speaker: Speaker): string | null {
  const [a, b] = e.args;
  if ((e.op !== '==' && e.op !== '!=') || b.kind !== 'const' || b.domain.kind !== 'flag') return null;
  return (b.value === 1) === (e.op === '==') ? expressionText(a, speaker, 8) : negated(a, speaker);
}

/** A condition that does not hold; where there is an opposite, without a `!`. */
export function negated(e: Expr, speaker: Speaker): string {
  if (e.kind === 'op') {
    const opposite = ({ '==': '!=', '!=': '==' } as const)[e.op as '=='];
    if (opposite !== undefined) return expressionText({ ...e, op: opposite }, speaker, 8);
    if (e.op === '!') return expressionText(e.args[0], speaker, 8);
  }
  return `!${expressionText(e, speaker, 8)}`;
}

/** `panic_cpu`, `irq_count[1]`. */
export function cellText(cell: Cell, speaker: Speaker): string {
  if (cell.index === null) return cell.decl.name;
  const known = cell.index.kind === 'local' ? speaker.local(cell.index.name) : null;
  return `${cell.decl.name}[${known ?? expressionText(cell.index, speaker)}]`;
}
