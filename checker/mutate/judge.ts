import { ModelError } from '../../model/language/errors.js';
import { CONTEXTS, type Property, type System } from '../../model/language/ir.js';
import { lower } from '../../model/language/lower.js';
import type { Machine } from '../../model/language/machine.js';
import { type Coverage, coverage } from '../coverage.js';
import { type ExploreOptions, explore, liveness } from '../explore.js';
import type { Limits, Stopped } from '../search.js';
import type { Exploration, PropertyReport, VerdictName } from '../verdict.js';
import { type Difference, differenceOf } from './difference.js';
import { bisimilar, type Graph, graphOf, layoutText, machineText, variablesRead } from './equivalence.js';
import { type Mutant, mutated } from './mutants.js';

/** A question that mutants are put to: one variant of a scenario. */
export interface Case {
  readonly system: System;
  readonly properties: readonly Property[];
}

export interface JudgeOptions extends Limits {
  readonly signal?: { readonly aborted: boolean };
  /** Whether to find out why nobody notices what survives (default). */
  readonly reasons?: boolean;
}

/** A verdict that the change moved. */
export interface Kill {
  /**
   * A property; `assertions` for those of the model, `domains` if a value leaves its domain, `coverage` if steps that
   * were reached no longer are.
   */
  readonly property: string;
  readonly was: VerdictName | 'reached';
  readonly is: VerdictName | 'fault' | 'unreached';
}

/** What became of a mutant in one case. */
export type Judgement =
  /** Some verdict is another one. */
  | { readonly outcome: 'killed'; readonly kills: readonly Kill[] }
  /** Every verdict is the same. */
  | { readonly outcome: 'survived'; readonly machine: Machine; readonly steps: Coverage }
  /** `machine`: it is the same machine. `states`: it reaches the same states. */
  | { readonly outcome: 'equivalent'; readonly because: 'machine' | 'states' }
  /** No run comes to the step that is changed. */
  | { readonly outcome: 'unreached' }
  /** The loader refuses it. */
  | { readonly outcome: 'invalid'; readonly problem: string }
  /** A limit was hit, and no verdict had moved so far. */
  | { readonly outcome: 'incomplete'; readonly stopped: Stopped };

/** All states are seen, because they are compared; nobody is told of a run. */
const WHOLE = { minimise: false, reduction: [] } as const;

/** More states than this are not compared one by one. */
const MOST_COMPARED = 20_000;
/** A mutant may reach this many times the states of the original, and no fewer than `ROOM`. */
const TIMES = 20;
const ROOM = 50_000;
/** Up to so many states, the interpreter is done before the engine has made its program. */
const SMALL = 500;

/** What the original does, to which mutants are compared. */
export class Baseline {
  private readonly machine: Machine;
  private readonly layout: string;
  private readonly text: string;
  private readonly reached: ReadonlySet<string>;
  readonly steps: Coverage;
  private readonly read: ReadonlySet<string>;
  private graph: Graph | null | undefined;
  /** The last comparison: who finds a difference asks why nobody notices. */
  private compared: { readonly machine: Machine; readonly graphs: readonly [Graph, Graph] | null } | null =
    null;
  /** What became of machines that verdicts tell apart, by their text: several changes may make the same. */
  private readonly known = new Map<string, Judgement>();

  private constructor(
    private readonly of: Case,
    readonly exploration: Exploration,
  ) {
    this.machine = exploration.machine;
    this.layout = layoutText(this.machine);
    this.text = machineText(this.machine);
    this.reached = reachedSteps(this.machine, exploration.taken);
    this.steps = coverage(this.machine, exploration.taken);
    this.read = variablesRead(this.machine);
  }

  static async of(asked: Case, options: JudgeOptions): Promise<Baseline> {
    const machine = lower(asked.system, asked.properties);
    return new Baseline(asked, await explore(machine, { ...options, ...WHOLE }));
  }

  get states(): number {
    return this.exploration.states;
  }

  /** Explores the mutant, unless it is known beforehand that nothing can be different. */
  async judge(mutant: Mutant, options: JudgeOptions): Promise<Judgement> {
    if (!mutant.touches.some((path) => this.reached.has(`${mutant.fn}.${path}`)))
      return { outcome: 'unreached' };
    let machine: Machine;
    try {
      machine = lower(mutated(this.of.system, mutant), this.of.properties);
    } catch (error) {
      if (error instanceof ModelError) return { outcome: 'invalid', problem: error.problem };
      throw error;
    }
    const text = machineText(machine);
    if (text === this.text) return { outcome: 'equivalent', because: 'machine' };
    const before = this.known.get(text);
    if (before !== undefined) return before;
    const { kills, explored } = await this.ask(machine, options);
    if (kills.length > 0 || explored === null) {
      const killed = { outcome: 'killed', kills } as const;
      this.known.set(text, killed);
      return killed;
    }
    if (explored.stopped !== null) return { outcome: 'incomplete', stopped: explored.stopped };
    if (this.reachesTheSame(explored)) return { outcome: 'equivalent', because: 'states' };
    return { outcome: 'survived', machine, steps: coverage(machine, explored.taken) };
  }

  /** The verdicts that are others, and what was seen; null if a value left its domain. */
  private async ask(
    machine: Machine,
    options: JudgeOptions,
  ): Promise<{ readonly kills: readonly Kill[]; readonly explored: Exploration | null }> {
    try {
      // Runs without an end are looked for only where states say nothing: that takes several times as long.
      const explored = await this.explore(machine, { ...options, isAsked: () => false });
      const kills = moved(this.exploration, explored);
      if (kills.length > 0 || explored.stopped !== null || liveness(machine) === null)
        return { kills, explored };
      const whole = await this.explore(machine, options);
      return { kills: moved(this.exploration, whole), explored: whole };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return { kills: [{ property: 'domains', was: 'holds', is: 'fault' }], explored: null };
    }
  }

  private async explore(
    machine: Machine,
    options: JudgeOptions & Pick<ExploreOptions, 'isAsked'>,
  ): Promise<Exploration> {
    const most = Math.min(Math.max(ROOM, TIMES * this.states), options.maxStates ?? Number.POSITIVE_INFINITY);
    const asked = { ...options, ...WHOLE };
    if (this.states <= SMALL) {
      const maxStates = Math.min(most, 4 * SMALL);
      const small = await explore(machine, { ...asked, maxStates, engine: 'reference' });
      if (small.stopped !== 'states' || maxStates === most) return small;
    }
    return explore(machine, { ...asked, maxStates: most });
  }

  /** The same states mean the same verdicts, on whatever properties of states. */
  private reachesTheSame({ machine, states, transitions, fingerprint }: Exploration): boolean {
    const { exploration: e } = this;
    if (states !== e.states || transitions !== e.transitions || fingerprint !== e.fingerprint) return false;
    return layoutText(machine) === this.layout;
  }

  /** Whether nobody can tell a mutant from the original, by memory, ends and the properties that there are. */
  behavesLike(machine: Machine): boolean {
    const graphs = this.graphs(machine);
    return graphs !== null && bisimilar(...graphs);
  }

  /** Why nobody notices a mutant that can be told from the original; null if that cannot be found out. */
  differenceOf(machine: Machine): Difference | null {
    const graphs = this.graphs(machine);
    return graphs === null ? null : differenceOf(...graphs);
  }

  /** The states of the original and of a mutant, for a comparison; null if they are too many. */
  private graphs(machine: Machine): readonly [original: Graph, mutant: Graph] | null {
    if (this.states > MOST_COMPARED) return null;
    if (this.compared?.machine === machine) return this.compared.graphs;
    const read = new Set([...this.read, ...variablesRead(machine)]);
    // Nearly always the mutant reads nothing that the original does not, and the graph can be kept.
    const kept = read.size === this.read.size;
    if (kept && this.graph === undefined) this.graph = graphOf(this.machine, read, MOST_COMPARED);
    const graph = kept ? this.graph : graphOf(this.machine, read, MOST_COMPARED);
    const other = graph ? graphOf(machine, read, MOST_COMPARED) : null;
    const graphs = graph && other ? ([graph, other] as const) : null;
    this.compared = { machine, graphs };
    return graphs;
  }
}

/** The properties whose verdicts are different. A violation is one even if the search did not end. */
function moved(before: Exploration, after: Exploration): Kill[] {
  const was = new Map(before.properties.map((p): [string, VerdictName] => [p.name, p.verdict]));
  return after.properties.flatMap(({ name, verdict }: PropertyReport): Kill[] => {
    // Assertions of which there were none have not failed.
    const old = was.get(name) ?? 'holds';
    return verdict === old || verdict === 'incomplete' ? [] : [{ property: name, was: old, is: verdict }];
  });
}

/**
 * The steps that some run comes to, with every block and call around each. What no run comes to can be anything without
 * a difference.
 */
function reachedSteps(m: Machine, taken: ReadonlySet<string>): Set<string> {
  const reached = new Set<string>();
  for (const context of CONTEXTS) {
    const locations = m.code[context];
    const there = new Set<number>();
    for (const frames of m.frames) if (context === 'task' && frames.task) there.add(frames.task.entry);
    for (const v of m.vectors) if (v.context === context) there.add(v.entry);
    for (const { id, edges } of locations)
      edges.forEach(({ target }, i) => {
        if (taken.has(`${context}:${id}:${i}`)) there.add(id).add(target);
      });
    // A choice may refuse an arm for what its first step waits for.
    for (const id of [...there]) for (const { via } of locations[id].edges) if (via !== null) there.add(via);
    for (const id of there)
      for (const { fn, label } of locations[id].path) {
        const parts = label.split('.');
        for (let n = 1; n <= parts.length; n++) reached.add(`${fn}.${parts.slice(0, n).join('.')}`);
      }
  }
  return reached;
}
