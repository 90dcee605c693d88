import type { AnyFn, E, Label } from './builders.js';
import { point } from './builders.js';
import { didYouMean, ModelError } from './errors.js';
import type {
  Block,
  Context,
  FairChoice,
  Fairness,
  Formula,
  Node,
  Property,
  PropertyKind,
  Strength,
} from './ir.js';
import { here } from './places.js';
import type { PropertySpec } from './system.js';
import { walk } from './validate.js';

/** Properties about whole runs: what happens in the end, and again and again. See docs/liveness.md. */

// ---- Formulas -------------------------------------------------------------------------------------------------

/** What a formula is made of: an expression that looks at a state, or another formula. */
export type Claim = Formula | E<boolean>;

const formulaOf = (claim: Claim): Formula => ('ir' in claim ? { kind: 'atom', atom: claim.ir } : claim);

const unary =
  (kind: 'not' | 'always' | 'eventually') =>
  (of: Claim): Formula =>
    Object.freeze({ kind, of: formulaOf(of) });
const binary =
  (kind: 'and' | 'or' | 'until' | 'release') =>
  (left: Claim, right: Claim): Formula =>
    Object.freeze({ kind, left: formulaOf(left), right: formulaOf(right) });

const and = binary('and');
const or = binary('or');
const not = unary('not');

/**
 * Linear temporal logic without "next". There is no "next" because which steps are one transition is the checker's business:
 * a formula must not depend on it.
 */
export const temporal = Object.freeze({
  /** From now on for ever. */
  G: unary('always'),
  /** Now or some time later. */
  F: unary('eventually'),
  /** `q` becomes true, and `p` is true until then. */
  U: binary('until'),
  /** `q` is true up to and including the moment when `p` is; for ever if `p` never is. */
  R: binary('release'),
  /** As U, but `q` need not become true. */
  W: (p: Claim, q: Claim): Formula => or(binary('until')(p, q), unary('always')(p)),
  not,
  and: (first: Claim, ...more: readonly Claim[]): Formula =>
    more.map(formulaOf).reduce(and, formulaOf(first)),
  or: (first: Claim, ...more: readonly Claim[]): Formula => more.map(formulaOf).reduce(or, formulaOf(first)),
  implies: (p: Claim, q: Claim): Formula => or(not(p), q),
});

/** The expressions in a formula, in the order of the text. */
export function atomsOf<A>(f: Formula<A>): A[] {
  switch (f.kind) {
    case 'atom':
      return [f.atom];
    case 'not':
    case 'always':
    case 'eventually':
      return atomsOf(f.of);
    default:
      return [...atomsOf(f.left), ...atomsOf(f.right)];
  }
}

/** The same formula over other atoms. */
export function mapAtoms<A, B>(f: Formula<A>, change: (atom: A) => B): Formula<B> {
  switch (f.kind) {
    case 'atom':
      return { kind: 'atom', atom: change(f.atom) };
    case 'not':
    case 'always':
    case 'eventually':
      return { kind: f.kind, of: mapAtoms(f.of, change) };
    default:
      return { kind: f.kind, left: mapAtoms(f.left, change), right: mapAtoms(f.right, change) };
  }
}

// ---- Fairness -------------------------------------------------------------------------------------------------

/** Where a property leaves out fewer runs, or more, than the kernel's own fairness does. */
export interface FairnessSpec {
  /** The steps of contexts: of all, or of those named. By default `weak`: a CPU that is not halted keeps executing. */
  readonly contexts?: Strength | Partial<Readonly<Record<Context, Strength>>>;
  /** What was sent is taken: of all vectors, or of those named. By default `strong`. */
  readonly vectors?: Strength | Readonly<Record<string, Strength>>;
  /** Ways on at choices, see `choosing`. */
  readonly choices?: readonly FairChoice[];
}

/** One way on at a choice: the arm's name; `done` or `timeout` of a bounded wait; `=value` of a `choose`. */
export const choosing = <B extends Block>(
  f: AnyFn<B>,
  label: Label<B>,
  choice: string,
  strength: Strength = 'strong',
): FairChoice => {
  const at = point(f, label);
  const known = choicesOf([...walk(f.body)].find(({ path }) => path === label)?.node);
  if (known.length === 0)
    throw new ModelError(
      'unknown-label',
      `${f.name}.${label}`,
      'is no choice',
      'fairness is about either(), waitOrTimeout() and choose()',
    );
  if (known.includes(choice) || (known[0] === '=' && /^=-?\d+$/.test(choice)))
    return { at, choice, strength };
  throw new ModelError(
    'unknown-label',
    `${f.name}.${label}`,
    `has no way '${choice}'`,
    known[0] === '=' ? "write '=' and a number, as in traces" : didYouMean(choice, known),
  );
};

function choicesOf(node: Node | undefined): string[] {
  switch (node?.kind) {
    case 'either':
      return Object.keys(node.arms);
    case 'waitOrTimeout':
      return ['done', 'timeout'];
    case 'choose':
      return ['='];
    default:
      return [];
  }
}

function fairnessOf(name: string, spec: FairnessSpec = {}): Fairness {
  const known = ['none', 'weak', 'strong'];
  const checked = (strength: Strength): Strength => {
    if (known.includes(strength)) return strength;
    throw new ModelError(
      'bad-system',
      name,
      `'${strength}' is no fairness`,
      `there are: ${known.join(', ')}`,
    );
  };
  const { contexts = 'weak', vectors = 'strong', choices = [] } = spec;
  const of = (context: Context) =>
    checked(typeof contexts === 'string' ? contexts : (contexts[context] ?? 'weak'));
  const named = typeof vectors === 'string' ? {} : vectors;
  for (const s of [...Object.values(named), ...choices.map((c) => c.strength)]) checked(s);
  return {
    contexts: { task: of('task'), softirq: of('softirq'), hardirq: of('hardirq'), nmi: of('nmi') },
    vectors: checked(typeof vectors === 'string' ? vectors : 'strong'),
    vector: named,
    choices,
  };
}

// ---- Properties -----------------------------------------------------------------------------------------------

/** The same for a property about whole runs: also, what is fair. */
export interface LivenessSpec extends PropertySpec {
  readonly fairness?: FairnessSpec;
}

const lively = (
  kind: PropertyKind,
  name: string,
  formula: Formula,
  spec: LivenessSpec,
  trigger: E<boolean> | undefined = spec.trigger,
): Property =>
  here(
    Object.freeze({
      name,
      kind,
      says: spec.says,
      because: spec.because,
      expr: null,
      trigger: trigger?.ir ?? null,
      temporal: Object.freeze({ formula, fairness: fairnessOf(name, spec.fairness) }),
    }),
  );

const { G, F, implies } = temporal;

/** Every run comes to `q`. */
export const eventually = (name: string, q: E<boolean>, spec: LivenessSpec): Property =>
  lively('eventually', name, F(q), spec);

/** Every run comes to `q` again and again, or stays there. */
export const alwaysEventually = (name: string, q: E<boolean>, spec: LivenessSpec): Property =>
  lively('alwaysEventually', name, G(F(q)), spec);

/** Whenever `p` is true, `q` is, then or later. Vacuous if `p` never is. */
export const leadsTo = (name: string, p: E<boolean>, q: E<boolean>, spec: LivenessSpec): Property =>
  lively('leadsTo', name, G(implies(p, F(q))), spec, spec.trigger ?? p);

/** Every run satisfies the formula, from its first state on. */
export const ltl = (name: string, formula: Claim, spec: LivenessSpec): Property =>
  lively('ltl', name, formulaOf(formula), spec);
