import { type DomainIR, formatValue, rangeOf } from './domain.js';
import type { Access, Block, Cell, Context, Expr, Fn, Node, Operator, Point } from './ir.js';

/**
 * The C listing: a model function as a kernel engineer would write it down, so that the model can be checked by
 * reading it beside the kernel. Nothing reads the listing back; the model itself is the IR.
 *
 * Labels stand in a column on the left, because traces and properties name them. Where C says less than the model
 * (a wait that may give up, an end that is intended, a choice) the rest is in a comment.
 */

export interface ListingLine {
  readonly text: string;
  /** Dotted path of the step whose text is on this line; null for declarations, comments and closing braces. */
  readonly label: string | null;
  /** How many blocks of the function are around the line. */
  readonly depth: number;
}

const WIDTH = 100;
const TAB = 8;
/** Labels longer than this stand on a line of their own, as a C label may. */
const WIDEST_LABEL = 22;

/** The listing of a modelled function, as C: how a kernel developer checks that a model is the kernel's. */
export function printC(fn: Fn): string {
  return `${listing(fn)
    .map((l) => l.text)
    .join('\n')}\n`;
}

export function listing(fn: Fn): readonly ListingLine[] {
  const body = [...rowsOf(fn.body, { prefix: '', depth: 0, loop: null, inSwitch: false })];
  const widest = body.reduce((w, r) => Math.max(w, r.key.length <= WIDEST_LABEL ? r.key.length : 0), 0);
  const gutter = Math.ceil((widest + 2) / TAB) * TAB;
  const outside = (text: string): ListingLine => ({ text, label: null, depth: 0 });

  const { file, versions, commit, note } = fn.source;
  const origin = `${file}, ${versions}${commit === undefined ? '' : ` (${commit})`}`;
  const form = fn.form === '' ? '' : `; form: ${fn.form}`;
  const locals = Object.entries(fn.locals).map(([name, domain]) => declaration(name, domain));
  return [
    ...commentLines([origin + form, ...(note === undefined ? [] : [note])], WIDTH).map(outside),
    ...fold(signature(fn), WIDTH).map(outside),
    outside('{'),
    ...[...locals, ...(locals.length === 0 ? [] : [BLANK])].flatMap((r) => layOut(r, gutter)),
    ...body.flatMap((r) => layOut(r, gutter)),
    outside('}'),
  ];
}

/** The text of one step on one line, without the blocks inside it: `old = cmpxchg(&panic_cpu, -1, this_cpu);`. */
export function printNode(node: Node): string {
  const { code, remark } = statement(node);
  return [code, ...(remark === null ? [] : [comment(remark)])].filter((s) => s !== '').join(' ');
}

export function printExpr(e: Expr): string {
  return render(e).text;
}

// ---- Rows: what is said, before it is laid out in columns -------------------------------------------------------

interface Row {
  /** Dotted path of the step, and its last part, which is what stands in the left column. */
  readonly label: string | null;
  readonly key: string;
  readonly depth: number;
  readonly code: string;
  /** A comment behind the code; a row without code is only a comment. */
  readonly remark: string | null;
  /** A comment on lines of its own above. */
  readonly above: string | null;
  /** A comment that does not fit behind the code goes below it, indented, and not above. */
  readonly below: boolean;
}

const BLANK: Row = { label: null, key: '', depth: 0, code: '', remark: null, above: null, below: false };

interface Around {
  readonly prefix: string;
  readonly depth: number;
  /** Label of the innermost loop, and whether a `switch` stands between it and here, which would catch a `break`. */
  readonly loop: string | null;
  readonly inSwitch: boolean;
}

function* rowsOf(block: Block, around: Around): Generator<Row> {
  for (const [key, node] of Object.entries(block)) yield* rowsOfNode(key, node, around, '');
}

/** `before` is what closes the block in front of this step: `} else ` for a chain of tests. */
function* rowsOfNode(key: string, node: Node, around: Around, before: string): Generator<Row> {
  const { prefix, depth } = around;
  const label = prefix + key;
  const { code, remark } = statement(node);
  const escapes =
    node.kind === 'brk' && around.inSwitch && around.loop !== null ? `out of '${around.loop}'` : null;
  const remarks = [remark, escapes, node.line ?? null].filter((r) => r !== null);
  const step: Row = {
    label,
    key,
    depth,
    code: before + code,
    remark: remarks.length === 0 ? null : remarks.join('; '),
    above: node.comment ?? null,
    below: false,
  };
  const opener: Row = { ...step, code: step.code === '' ? '{' : `${step.code} {` };
  const plain = (text: string): Row => ({ ...BLANK, depth, code: text });
  const inner: Around = { ...around, prefix: `${label}.`, depth: depth + 1 };
  const inLoop: Around = { ...inner, loop: key, inSwitch: false };

  switch (node.kind) {
    case 'when': {
      yield opener;
      yield* rowsOf(node.then, inner);
      const otherwise = Object.entries(node.otherwise);
      const [only] = otherwise;
      if (otherwise.length === 0) yield plain('}');
      else if (otherwise.length === 1 && only[1].kind === 'when' && only[1].comment === undefined) {
        yield* rowsOfNode(only[0], only[1], { ...around, prefix: `${label}.` }, '} else ');
      } else {
        yield plain('} else {');
        yield* rowsOf(node.otherwise, inner);
        yield plain('}');
      }
      return;
    }
    case 'either':
      yield opener;
      for (const [name, { reason, body, fair }] of Object.entries(node.arms)) {
        const [first] = Object.entries(body);
        const refusable = first?.[1].kind === 'wait' ? `; taken only when '${first[0]}' need not wait` : '';
        yield {
          ...plain(`case ${name}:`),
          remark: reason + refusable + (fair ? '; fair: does not lose for ever' : ''),
          below: true,
        };
        yield* rowsOf(body, { ...inner, prefix: `${label}.${name}.`, inSwitch: true });
        if (!leaves(body)) yield { ...plain('break;'), depth: depth + 1 };
      }
      yield plain('}');
      return;
    case 'loop':
    case 'retry':
    case 'forEachCpu':
      yield opener;
      yield* rowsOf(node.body, inLoop);
      yield plain('}');
      return;
    case 'atomic':
      yield opener;
      yield* rowsOf(node.body, inner);
      yield plain('}');
      return;
    default:
      yield step;
  }
}

/** C would not come to a `break` behind this block. */
function leaves(block: Block): boolean {
  const kind = Object.values(block).at(-1)?.kind;
  return kind !== undefined && ['ret', 'goto', 'brk', 'cont', 'halt', 'park'].includes(kind);
}

// ---- Steps ------------------------------------------------------------------------------------------------------

interface Statement {
  readonly code: string;
  /** What C does not say. */
  readonly remark: string | null;
}

const say = (code: string, remark: string | null = null): Statement => ({ code, remark });

function statement(node: Node): Statement {
  switch (node.kind) {
    case 'set':
      return say(`${node.local} = ${printExpr(node.value)};`);
    case 'store':
      return store(cellText(node.cell), printExpr(node.value), node.access);
    case 'rmw':
      return rmw(node);
    case 'fence':
      return say(`smp_${node.fence}();`);
    case 'wait':
      // What a mutant does instead of a step that is left out.
      if (node.guard.kind === 'const' && node.guard.value === 1) return say(';', 'left out');
      return say(`while (${negate(node.guard).text}) cpu_relax();`);
    case 'waitOrTimeout':
      if (node.into === null)
        return say(`while (${negate(node.guard).text}) cpu_relax();`, 'bounded: may give up');
      return say(
        `while (!(${node.into} = ${operand(render(node.guard), UNARY)})) cpu_relax();`,
        `bounded: may give up, then ${node.into} = false`,
      );
    case 'halt':
      return say(
        'for (;;) cpu_relax();',
        node.final ? 'the panic ends here, as intended' : 'ends here, as intended',
      );
    case 'park':
      return say('for (;;) cpu_relax();', 'until another CPU ends the run');
    case 'stopCpu':
      return say('stop_this_cpu();');
    case 'end':
      return say('', `machine ends: ${node.outcome}`);
    case 'irq':
      return say(`local_irq_${node.op}(${node.flags ?? ''});`);
    case 'send':
      return say(
        node.toSet
          ? `apic_send_IPI_mask(${maskText(node.to)}, ${node.vector});`
          : `apic_send_IPI(${printExpr(node.to)}, ${node.vector});`,
      );
    case 'choose':
      return say(`${node.local} = nondet();`, valuesOf(node.domain));
    case 'assert':
      return say(`BUG_ON(${negate(node.cond).text});`, node.message);
    case 'note':
      return say('', `note: ${cellText(node.cell)} = ${printExpr(node.value)}`);
    case 'ignored':
      return say('', `not modelled: ${node.reason}`);
    case 'uncovered':
      return say('', `NOT TRANSLATED: ${node.text}`);
    case 'when':
      return say(`if (${printExpr(node.cond)})`);
    case 'either':
      return say('switch (nondet())');
    case 'loop':
      return say(
        `while (${printExpr(node.cond)})`,
        `at most ${node.bound} ${node.bound === 1 ? 'time' : 'times'}`,
      );
    case 'retry':
      return say('for (;;)');
    case 'forEachCpu':
      return say(`for_each_cpu(${node.local}, ${maskText(node.set)})`);
    case 'atomic':
      return say('', `one step: ${node.reason}`);
    case 'call': {
      const args = Object.keys(node.fn.params).map((name) =>
        node.args[name] ? printExpr(node.args[name]) : '/* missing */',
      );
      const call = `${node.fn.name}(${args.join(', ')});`;
      return say(node.into === null ? call : `${node.into} = ${call}`);
    }
    case 'ret':
      return say(node.value === null ? 'return;' : `return ${printExpr(node.value)};`);
    case 'goto':
      return say(`goto ${node.label};`);
    case 'brk':
      return say('break;');
    case 'cont':
      return say('continue;');
  }
}

function store(cell: string, value: string, access: Access): Statement {
  switch (access) {
    case 'plain':
      return say(`${cell} = ${value};`);
    case 'once':
      return say(`WRITE_ONCE(${cell}, ${value});`);
    case 'release':
      return say(`smp_store_release(&${cell}, ${value});`);
    case 'full':
      return say(`smp_store_mb(${cell}, ${value});`);
    case 'acquire': // no such store in the kernel; nothing must hide it
      return say(`WRITE_ONCE(${cell}, ${value});`, 'acquire');
  }
}

function rmw(node: Extract<Node, { kind: 'rmw' }>): Statement {
  const cell = cellText(node.cell);
  const suffix = { full: '', acquire: '_acquire', release: '_release', once: '_relaxed', plain: '_relaxed' }[
    node.access
  ];
  const got = node.old === null ? '' : `${node.old} = `;
  const value = printExpr(node.value);
  switch (node.op) {
    case 'cmpxchg':
      return say(
        `${got}cmpxchg${suffix}(&${cell}, ${node.expect === null ? '' : printExpr(node.expect)}, ${value});`,
      );
    case 'xchg':
      return say(`${got}xchg${suffix}(&${cell}, ${value});`);
    case 'add': {
      const by = node.value.kind === 'const' ? node.value.value : null;
      const fetch = node.old === null ? '' : 'fetch_';
      if (by === 1) return say(`${got}atomic_${fetch}inc${suffix}(&${cell});`);
      if (by === -1) return say(`${got}atomic_${fetch}dec${suffix}(&${cell});`);
      return say(`${got}atomic_${fetch}add${suffix}(${value}, &${cell});`);
    }
    case 'or':
    case 'andnot': {
      const change = `cpumask_${node.op === 'or' ? 'set' : 'clear'}_cpu${suffix}(${value}, &${cell});`;
      // The kernel's test-and-set returns one bit; here the whole mask is what was there before.
      return node.old === null ? say(change) : say(`${got}${cell}; ${change}`, 'one step');
    }
  }
}

function signature(fn: Fn): string {
  const params = Object.entries(fn.params).map(([name, domain]) => `${typeText(domain)} ${name}`);
  const result = fn.returns === null ? 'void' : typeText(fn.returns);
  return `${result} ${fn.name}(${params.length === 0 ? 'void' : params.join(', ')})`;
}

function declaration(name: string, domain: DomainIR): Row {
  const type = typeText(domain);
  // A frame begins with the smallest values, and a model may rely on that.
  const { min } = rangeOf(domain, 1);
  const first = printExpr({ kind: 'const', value: min, domain });
  // The other types say themselves what values they have.
  return { ...BLANK, code: `${type} ${name} = ${first};`, remark: type === 'int' ? valuesOf(domain) : null };
}

function typeText(domain: DomainIR): string {
  switch (domain.kind) {
    case 'flag':
      return 'bool';
    case 'oneOf':
      // 0 and -EBUSY are values of an int.
      return domain.values.every((v) => /^[a-z_]\w*$/i.test(v))
        ? `enum { ${domain.values.join(', ')} }`
        : 'int';
    case 'int':
    case 'cpu':
    case 'cpuOrNone':
      return 'int';
    case 'cpuSet':
      return 'cpumask_t';
  }
}

function valuesOf(domain: DomainIR): string {
  switch (domain.kind) {
    case 'flag':
      return 'true or false';
    case 'oneOf':
      return domain.values.join(' or ');
    case 'int':
      return `${domain.min}..${domain.max}`;
    case 'cpu':
      return 'a CPU';
    case 'cpuOrNone':
      return 'a CPU or -1';
    case 'cpuSet':
      return 'a set of CPUs';
  }
}

// ---- Expressions ------------------------------------------------------------------------------------------------

/** An expression as text, with how tightly its outermost operator binds in C. */
interface Rendered {
  readonly text: string;
  readonly binds: number;
}

const [TERNARY, OR, AND, BIT_OR, BIT_AND, COMPARE, SUM, PRODUCT, UNARY, ATOM] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];

const atom = (text: string): Rendered => ({ text, binds: ATOM });

const operand = (r: Rendered, atLeast: number): string => (r.binds < atLeast ? `(${r.text})` : r.text);

function render(e: Expr): Rendered {
  switch (e.kind) {
    case 'const':
      return atom(
        e.domain.kind === 'cpuSet' && e.value === 0 ? 'CPU_MASK_NONE' : formatValue(e.domain, e.value),
      );
    case 'self':
      return atom('this_cpu');
    case 'allCpus':
      return atom('cpu_possible_mask');
    case 'inContext': {
      const tests = e.contexts.map((c) => IN_CONTEXT[c]);
      return { text: tests.join(' || '), binds: tests.length === 1 ? ATOM : OR };
    }
    case 'irqsOff':
      return atom('irqs_disabled()');
    case 'local':
    case 'bound':
      return atom(e.name);
    case 'read':
      return load(cellText(e.cell), e.access);
    case 'op':
      return operation(e.op, e.args);
    case 'quantifier':
      return atom(`${QUANTIFIER[e.quantifier]}(${e.bind}, ${printExpr(e.body)})`);
    case 'at': {
      const name = `${e.count ? 'count_at' : 'at'}${e.cpu === null ? '' : '_on'}`;
      return atom(
        `${name}(${[...(e.cpu === null ? [] : [printExpr(e.cpu)]), ...e.points.map(pointText)].join(', ')})`,
      );
    }
    case 'outcome':
      return atom(`ended(${e.outcome ?? ''})`);
    case 'stopped':
      return atom(`stopped(${printExpr(e.cpu)})`);
    case 'irqsOffOn':
      return atom(`irqs_off(${printExpr(e.cpu)}, ${e.context})`);
  }
}

const IN_CONTEXT: Readonly<Record<Context, string>> = {
  task: 'in_task()',
  softirq: 'in_serving_softirq()',
  hardirq: 'in_hardirq()',
  nmi: 'in_nmi()',
};

const QUANTIFIER = { exists: 'exists_cpu', forall: 'for_all_cpus', count: 'count_cpus' } as const;

function load(cell: string, access: Access): Rendered {
  switch (access) {
    case 'plain':
      return atom(cell);
    case 'once':
      return atom(`READ_ONCE(${cell})`);
    case 'acquire':
      return atom(`smp_load_acquire(&${cell})`);
    case 'release': // no such loads in the kernel; nothing must hide them
    case 'full':
      return atom(`READ_ONCE(${cell}) /* ${access} */`);
  }
}

function operation(op: Operator, args: readonly Expr[]): Rendered {
  const [a, b, c] = args;
  /** `left` and `right` are how tightly the operands must bind to stand without parentheses. */
  const binary = (symbol: string, binds: number, left: number, right: number): Rendered => ({
    text: `${operand(render(a), left)} ${symbol} ${operand(render(b), right)}`,
    binds,
  });
  switch (op) {
    case '==':
    case '!=': {
      if (!isSet(a) && !isSet(b)) return binary(op, COMPARE, SUM, SUM);
      const empty = [a, b].find((e) => !isEmptySet(e)) ?? a;
      const test =
        isEmptySet(a) || isEmptySet(b)
          ? `cpumask_empty(${maskText(empty)})`
          : `cpumask_equal(${maskText(a)}, ${maskText(b)})`;
      return op === '==' ? atom(test) : { text: `!${test}`, binds: UNARY };
    }
    case '<':
    case '<=':
      return binary(op, COMPARE, SUM, SUM);
    case '+':
    case '-':
      return binary(op, SUM, SUM, PRODUCT);
    case '*':
    case '%':
      return binary(op, PRODUCT, PRODUCT, UNARY);
    case '&&':
      return binary(op, AND, AND, AND);
    case '||': {
      // C needs no parentheses around && here; its readers and compilers want them.
      const side = (e: Expr) => operand(render(e), render(e).binds === AND ? ATOM : OR);
      return { text: `${side(a)} || ${side(b)}`, binds: OR };
    }
    case '!':
      return { text: `!${operand(render(a), UNARY)}`, binds: UNARY };
    case '?:':
      return {
        text: `${operand(render(a), COMPARE)} ? ${operand(render(b), OR)} : ${operand(render(c), TERNARY)}`,
        binds: TERNARY,
      };
    case 'has':
      return atom(`cpumask_test_cpu(${printExpr(b)}, ${maskText(a)})`);
    case 'with': {
      const set = render(a);
      return {
        text: `${operand(set, set.binds === BIT_OR ? BIT_OR : UNARY)} | cpumask_of(${printExpr(b)})`,
        binds: BIT_OR,
      };
    }
    case 'without': {
      const set = render(a);
      return {
        text: `${operand(set, set.binds === BIT_AND ? BIT_AND : UNARY)} & ~cpumask_of(${printExpr(b)})`,
        binds: BIT_AND,
      };
    }
    case 'lowest':
      return atom(`cpumask_first(${maskText(a)})`);
    case 'weight':
      return atom(`cpumask_weight(${maskText(a)})`);
  }
}

const OPPOSITE: Partial<Record<Operator, string>> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>' };

/** `!(e)` as it would be written: the condition of a spin loop is the opposite of what is waited for. */
function negate(e: Expr): Rendered {
  if (e.kind === 'const' && e.domain.kind === 'flag') return render({ ...e, value: e.value === 0 ? 1 : 0 });
  if (e.kind === 'op' && e.op === '!') return render(e.args[0]);
  if (e.kind === 'op' && (e.op === '==' || e.op === '!='))
    return operation(e.op === '==' ? '!=' : '==', e.args);
  if (e.kind === 'op' && (e.op === '<' || e.op === '<=')) {
    const [a, b] = e.args.map((x) => operand(render(x), SUM));
    return { text: `${a} ${OPPOSITE[e.op]} ${b}`, binds: COMPARE };
  }
  return { text: `!${operand(render(e), UNARY)}`, binds: UNARY };
}

function cellText({ decl, index }: Cell): string {
  if (index === null) return decl.name;
  if (decl.scope !== 'perCpu') return `${decl.name}[${printExpr(index)}]`;
  return index.kind === 'self' ? `this_cpu(${decl.name})` : `per_cpu(${decl.name}, ${printExpr(index)})`;
}

/** A mask as the cpumask functions take it: by address where it has one. */
function maskText(e: Expr): string {
  const addressable = e.kind === 'local' || (e.kind === 'read' && e.access === 'plain');
  return addressable ? `&${printExpr(e)}` : printExpr(e);
}

function isSet(e: Expr): boolean {
  switch (e.kind) {
    case 'allCpus':
      return true;
    case 'const':
    case 'local':
      return e.domain.kind === 'cpuSet';
    case 'read':
      return e.cell.decl.domain.kind === 'cpuSet';
    case 'op':
      return e.op === 'with' || e.op === 'without' || (e.op === '?:' && isSet(e.args[1]));
    default:
      return false;
  }
}

const isEmptySet = (e: Expr): boolean => e.kind === 'const' && e.domain.kind === 'cpuSet' && e.value === 0;

function pointText({ fn, label, context }: Point): string {
  return `${fn}${label === '' ? '' : `.${label}`}${context === null ? '' : ` in ${context}`}`;
}

// ---- Layout -----------------------------------------------------------------------------------------------------

/** A row as lines: the label in its column, the code behind it, comments where they fit. */
function layOut(row: Row, gutter: number): ListingLine[] {
  const { label, key, depth } = row;
  const lines: ListingLine[] = [];
  const indent = gutter + depth * TAB;
  const room = Math.max(WIDTH - indent, 40);
  const line = (text: string, of: string | null, at = indent): void => {
    lines.push({ text: text === '' ? '' : ' '.repeat(at) + text, label: of, depth });
  };
  const pending: { key: string } = { key };
  /** A line of the step itself; the first one carries the label. */
  const step = (text: string): void => {
    if (pending.key.length > WIDEST_LABEL) lines.push({ text: `${pending.key}:`, label, depth });
    const named = pending.key !== '' && pending.key.length <= WIDEST_LABEL;
    const left = named ? `${pending.key}:`.padEnd(indent) : ' '.repeat(indent);
    lines.push({ text: text === '' ? '' : left + text, label, depth });
    pending.key = '';
  };

  if (row.above !== null) for (const text of commentLines([row.above], room)) line(text, null);
  if (row.code === '') {
    for (const text of row.remark === null ? [''] : commentLines([row.remark], room)) step(text);
    return lines;
  }
  const code = fold(row.code, room);
  const behind = row.remark === null ? '' : ` ${comment(row.remark)}`;
  const apart = code.at(-1)!.length + behind.length > room ? row.remark : null;
  if (apart === null) code[code.length - 1] += behind;
  else if (!row.below) for (const text of commentLines([apart], room)) line(text, null);
  for (const text of code) step(text);
  if (apart !== null && row.below)
    for (const text of commentLines([apart], room - TAB)) line(text, null, indent + TAB);
  return lines;
}

/** Nothing that an author writes can end a comment early. */
const comment = (text: string): string => `/* ${text.replaceAll('*/', '* /')} */`;

/** A comment on one line, or on several in the short form of net/ and kernel/sched. */
function commentLines(paragraphs: readonly string[], width: number): string[] {
  const words = paragraphs.map((p) => p.replaceAll('*/', '* /').trim().split(/\s+/));
  const lines: string[] = [];
  for (const paragraph of words) {
    let text = '';
    for (const word of paragraph) {
      if (text !== '' && text.length + word.length + 7 > width) {
        lines.push(text);
        text = word;
      } else text += text === '' ? word : ` ${word}`;
    }
    lines.push(text);
  }
  return lines.map((l, i) => `${i === 0 ? '/*' : ' *'} ${l}${i === lines.length - 1 ? ' */' : ''}`);
}

/** Breaks a statement that is too wide behind an operator or a comma, aligned with the parenthesis around the break. */
function fold(code: string, width: number): string[] {
  const lines: string[] = [];
  let rest = code;
  while (rest.length > width) {
    const open: number[] = [];
    let best: { at: number; depth: number; align: number } | null = null;
    for (let i = 0; i < width; i++) {
      if (rest[i] === '(') open.push(i + 1);
      else if (rest[i] === ')') open.pop();
      else if (rest[i] === ' ' && '&|,?='.includes(rest[i - 1]) && i > width / 3)
        if (best === null || open.length <= best.depth)
          best = { at: i, depth: open.length, align: open.at(-1) ?? TAB };
    }
    if (best === null) break;
    lines.push(rest.slice(0, best.at));
    rest = ' '.repeat(Math.min(best.align, width / 2)) + rest.slice(best.at + 1);
  }
  return [...lines, rest];
}
