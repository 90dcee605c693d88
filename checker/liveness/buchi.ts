import type { Formula } from '../../model/language/ir.js';
import type { MExpr } from '../../model/language/machine.js';

/**
 * From a formula to a Büchi automaton that reads runs: the tableau of Gerth, Peled, Vardi and Wolper (1995). The automaton
 * is a generalized one: a run is accepted if it visits each of several sets again and again. That suits the search for fair
 * cycles, which has to visit several places anyway, and saves a copy of the automaton for each set.
 */
export interface Automaton {
  readonly states: readonly AutomatonState[];
  /** Where a run may begin. */
  readonly initial: readonly number[];
  /** The sets that have to be visited, as bits. */
  readonly all: number;
}

/** An automaton is in a state while it reads a letter: the atoms that are true in a state of the machine, as bits. */
export interface AutomatonState {
  /** Atoms that have to be true, and atoms that must not be. */
  readonly true: number;
  readonly false: number;
  /** The sets that this state is in. */
  readonly accepts: number;
  readonly next: readonly number[];
}

export const reads = (q: AutomatonState, letter: number): boolean =>
  (letter & q.true) === q.true && (letter & q.false) === 0;

/** Letters and sets are bits of a small integer. */
const MOST = 30;

/** A formula that an automaton would be too large for, or that looks at too much. */
export class FormulaTooLarge extends Error {}

/** A formula without negation but in front of atoms, which are known by number. */
type Nnf =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'literal'; readonly atom: number; readonly negated: boolean }
  | {
      readonly kind: 'and' | 'or' | 'until' | 'release';
      readonly left: Nnf;
      readonly right: Nnf;
    };

/** The atoms of a formula, each once; a letter has a bit for each. Constants are none. */
export class Letters {
  readonly atoms: MExpr[] = [];
  private readonly numbers = new Map<string, number>();

  bit(atom: MExpr): number {
    const key = JSON.stringify(atom);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.atoms.length === MOST) throw new FormulaTooLarge(`it looks at more than ${MOST} things`);
    this.numbers.set(key, this.atoms.length);
    return this.atoms.push(atom) - 1;
  }
}

/** The formula, or its opposite, with negation pushed down to the atoms. */
function normal(f: Formula<MExpr>, negated: boolean, letters: Letters): Nnf {
  const constant = (is: boolean): Nnf => ({ kind: is !== negated ? 'true' : 'false' });
  switch (f.kind) {
    case 'atom':
      if (f.atom.kind === 'const') return constant(f.atom.value !== 0);
      return { kind: 'literal', atom: letters.bit(f.atom), negated };
    case 'not':
      return normal(f.of, !negated, letters);
    case 'eventually':
    case 'always': {
      const of = normal(f.of, negated, letters);
      const isUntil = (f.kind === 'eventually') !== negated;
      return isUntil
        ? { kind: 'until', left: { kind: 'true' }, right: of }
        : { kind: 'release', left: { kind: 'false' }, right: of };
    }
    default: {
      const dual = { and: 'or', or: 'and', until: 'release', release: 'until' } as const;
      return {
        kind: negated ? dual[f.kind] : f.kind,
        left: normal(f.left, negated, letters),
        right: normal(f.right, negated, letters),
      };
    }
  }
}

/** The automaton of the runs that satisfy a formula; `negated`: of those that do not. */
export function automatonFor(
  f: Formula<MExpr>,
  negated: boolean,
): { automaton: Automaton; letters: Letters } {
  const letters = new Letters();
  const form = normal(f, negated, letters);
  const text = textOf(form);
  const automaton = automata.get(text) ?? new Tableau(form).automaton();
  if (automata.size === MOST_AUTOMATA) automata.clear();
  automata.set(text, automaton);
  return { automaton, letters };
}

/** Made once for each form: most properties have one of a few, and are asked of many machines. */
const automata = new Map<string, Automaton>();
const MOST_AUTOMATA = 1000;

/** A node of the tableau: what a run satisfies from here on, taken apart into what is so now and what has to be so next. */
interface Node {
  /** Nodes that come before it, by number. */
  readonly incoming: Set<number>;
  /** Still to be taken apart. */
  todo: Nnf[];
  /** Taken apart: everything that is satisfied here, by its text. */
  readonly done: Map<string, Nnf>;
  /** To be satisfied by what comes next. */
  readonly next: Map<string, Nnf>;
}

const INITIAL = -1;
/** Far more than what anybody has asked so far takes, and seconds at most. */
const MOST_STEPS = 50_000;

class Tableau {
  private readonly nodes: Node[] = [];
  private readonly known = new Map<string, Node>();
  private readonly open: Node[];

  constructor(f: Nnf) {
    this.open = [{ incoming: new Set([INITIAL]), todo: [f], done: new Map(), next: new Map() }];
    let steps = 0;
    for (let node = this.open.pop(); node !== undefined; node = this.open.pop()) {
      this.expand(node);
      if (++steps > MOST_STEPS) throw new FormulaTooLarge('its automaton would be too large');
    }
  }

  private expand(node: Node): void {
    const f = node.todo.pop();
    if (f === undefined) {
      this.finish(node);
      return;
    }
    const text = textOf(f);
    if (f.kind === 'true' || node.done.has(text)) {
      this.open.push(node);
      return;
    }
    /** Goes on with a copy of the node that satisfies these as well, now and next. */
    const branch = (now: readonly Nnf[], later: readonly Nnf[] = []): void => {
      const next = new Map(node.next);
      for (const g of later) next.set(textOf(g), g);
      const done = new Map(node.done).set(text, f);
      this.open.push({ incoming: new Set(node.incoming), todo: [...node.todo, ...now], done, next });
    };
    switch (f.kind) {
      case 'false':
        return;
      case 'literal':
        if (!node.done.has(textOf({ ...f, negated: !f.negated }))) branch([]);
        return;
      case 'and':
        branch([f.left, f.right]);
        return;
      case 'or':
        branch([f.right]);
        branch([f.left]);
        return;
      case 'until':
        branch([f.left], [f]);
        branch([f.right]);
        return;
      case 'release':
        branch([f.right], [f]);
        branch([f.left, f.right]);
    }
  }

  private finish(node: Node): void {
    const key = [node.done, node.next].map((all) => [...all.keys()].sort().join(' ')).join(' | ');
    const same = this.known.get(key);
    if (same !== undefined) {
      for (const i of node.incoming) same.incoming.add(i);
      return;
    }
    this.known.set(key, node);
    const number = this.nodes.push(node) - 1;
    this.open.push({
      incoming: new Set([number]),
      todo: [...node.next.values()],
      done: new Map(),
      next: new Map(),
    });
  }

  automaton(): Automaton {
    const { nodes } = this;
    // A promise of `until` is kept where its right side is so, and not open where it was not made.
    const untils = new Map<string, Nnf>();
    for (const { done } of nodes)
      for (const [text, f] of done) if (f.kind === 'until') untils.set(text, f.right);
    if (untils.size > MOST) throw new FormulaTooLarge(`it promises more than ${MOST} things`);
    const literals = ({ done }: Node, negated: boolean): number =>
      [...done.values()].reduce(
        (bits, f) => (f.kind === 'literal' && f.negated === negated ? bits | (1 << f.atom) : bits),
        0,
      );
    const accepts = ({ done }: Node): number =>
      [...untils].reduce((bits, [text, right], i) => {
        const kept = right.kind === 'true' || done.has(textOf(right));
        return kept || !done.has(text) ? bits | (1 << i) : bits;
      }, 0);
    return {
      states: nodes.map((node, number) => ({
        true: literals(node, false),
        false: literals(node, true),
        accepts: accepts(node),
        next: nodes.flatMap(({ incoming }, i) => (incoming.has(number) ? [i] : [])),
      })),
      initial: nodes.flatMap(({ incoming }, i) => (incoming.has(INITIAL) ? [i] : [])),
      all: 2 ** untils.size - 1,
    };
  }
}

const texts = new WeakMap<Nnf, string>();

function textOf(f: Nnf): string {
  const known = texts.get(f);
  if (known !== undefined) return known;
  const text =
    'left' in f
      ? `(${textOf(f.left)} ${f.kind} ${textOf(f.right)})`
      : 'atom' in f
        ? `${f.negated ? '!' : ''}${f.atom}`
        : f.kind;
  texts.set(f, text);
  return text;
}
