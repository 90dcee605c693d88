import { expect } from 'vitest';
import { decides, searchReference } from '../../checker/reference/search.js';
import { successors, value } from '../../checker/reference/step.js';
import type { State } from '../../checker/search.js';
import {
  CONTEXTS,
  type Context,
  type Expr,
  functionsOf,
  type Location,
  lower,
  type Machine,
  ModelError,
  type Property,
  type VarDecl,
  walk,
} from '../../model/language/index.js';
import { exprsOf, pointsIn } from '../../model/language/validate.js';
import type { RandomSystem } from './random-system.js';
import { Endless, Fault, type SState, Structural } from './structural.js';

/** Holds the lowered machine against the structural interpreter. */

const LIMIT = 1_500;

export type Compared = 'equal' | 'equal, fused' | 'too large' | 'fault';

/**
 * Two comparisons. Without fusing, whatever the machine: where every context is at a place that others can see, both
 * reach the same memory, places, live locals and flags (ghosts apart, which notes write together with the step before
 * them), fail the same assertions and can both deadlock or not. With fusing, where the machine rests nowhere else:
 * the very same states, ghosts included, and the same verdict on every property after runs of the same length.
 */
export async function compareLowering(made: RandomSystem): Promise<Compared> {
  const m = lower(made.system, made.properties);
  const low = explore(m);
  if (low === 'large') return 'too large';
  const decls = declsOf(made);
  const view = new View(m);

  const loose = reach(new Structural(made.system, decls, false), 8 * LIMIT);
  if (loose === 'large' || loose === 'endless') return 'too large';
  if (low === 'fault' || loose === 'fault') {
    // A property can fault where the model does not.
    if (loose === 'fault') expect(low).toBe('fault');
    return 'fault';
  }
  const places = new Set<string>(['']);
  const visible = loose.states.filter((s) => loose.by.visible(s));
  for (const s of visible) for (const p of loose.by.places(s)) places.add(p);
  const failing = (states: readonly string[]) => [...new Set(states)].sort();
  expect(failing(low.map((s) => view.failed(s)))).toEqual(failing(loose.states.map((s) => s.failed ?? '')));
  const lowVisible = low.filter((s) => s[m.failed] === 0 && view.places(s).every((p) => places.has(p)));
  sameSet(
    lowVisible.map((s) => view.key(s, false)),
    visible.filter((s) => s.failed === null).map((s) => view.structuralKey(loose.by, s, false)),
  );
  const deadlock = m.properties.findIndex((p) => p.kind === 'noDeadlock');
  if (deadlock >= 0) {
    const stuck = loose.states.some((s) => loose.by.isDeadlock(s));
    expect(low.some((s) => decides(m, s, deadlock))).toBe(stuck);
  }

  // A program point makes the machine rest where it would not otherwise; then only questions without points are exact.
  for (const asked of [made.properties, made.properties.filter((p) => !asksForPoints(p))])
    if (await sameFused(made, asked, decls)) return 'equal, fused';
  return 'equal';
}

async function sameFused(
  made: RandomSystem,
  asked: readonly Property[],
  decls: readonly VarDecl[],
): Promise<boolean> {
  const m = lower(made.system, asked);
  const low = explore(m);
  const fused = reach(new Structural(made.system, decls, true), 4 * LIMIT, asked);
  if (fused === 'endless' || fused === 'large' || low === 'large') return false;
  if (typeof low === 'string' || typeof fused === 'string') {
    expect(low).toBe(fused);
    return false;
  }
  const view = new View(m);
  const places = new Set(fused.states.flatMap((s) => fused.by.places(s)));
  const elsewhere = new Set(
    low
      .flatMap((s) => view.locations(s))
      .filter(([place]) => !places.has(place))
      .map(([, l]) => l),
  );
  if (elsewhere.size > 0) {
    // Only a loop of local steps makes control rest where nothing else does.
    const kinds = [...elsewhere].map((l) => l.node?.kind ?? 'start');
    if (!asked.some(asksForPoints))
      expect(['retry', 'loop', 'forEachCpu']).toEqual(expect.arrayContaining(kinds));
    return false;
  }
  sameSet(
    low.map((s) => view.key(s, true)),
    fused.states.map((s) => view.structuralKey(fused.by, s, true)),
  );
  const result = await searchReference(m);
  expect(result.runs.map((run) => run?.length ?? null)).toEqual(fused.runs);
  expect(result.triggered).toEqual(fused.triggered);
  return true;
}

function sameSet(a: readonly string[], b: readonly string[]): void {
  const [left, right] = [new Set(a), new Set(b)];
  expect(
    [...left].filter((x) => !right.has(x)).slice(0, 3),
    'states that only the lowered machine reaches',
  ).toEqual([]);
  expect(
    [...right].filter((x) => !left.has(x)).slice(0, 3),
    'states that only the structural interpreter reaches',
  ).toEqual([]);
}

const asksForPoints = (p: Property): boolean => [...pointsIn(p.expr), ...pointsIn(p.trigger)].length > 0;

// ---- The lowered side -----------------------------------------------------------------------------------------

function explore(m: Machine): State[] | 'large' | 'fault' {
  const seen = new Set<string>([m.initial.join()]);
  const states: State[] = [m.initial];
  try {
    for (let i = 0; i < states.length; i++) {
      if (states.length > LIMIT) return 'large';
      m.properties.forEach((p, k) => {
        decides(m, states[i], k);
        if (p.trigger !== null) value(m, states[i], p.trigger, -1, 'task');
      });
      for (const { state } of successors(m, states[i])) {
        const key = state.join();
        if (seen.has(key)) continue;
        seen.add(key);
        states.push(state);
      }
    }
  } catch (error) {
    if (error instanceof ModelError) return 'fault';
    throw error;
  }
  return states;
}

const isHead = (l: Location): boolean =>
  l.edges.some((e) => ['again', 'too often', 'done', 'next'].includes(e.choice)) &&
  (l.node?.kind === 'loop' || l.node?.kind === 'forEachCpu');

const placeOf = (l: Location): string =>
  l.id === 0 ? '' : l.path.map((p) => `${p.fn}.${p.label}`).join('>') + (isHead(l) ? '@head' : '');

class View {
  /** Locals that are live at every location of a place, by context. */
  private readonly live: Record<string, string[]> = {};

  constructor(private readonly m: Machine) {
    for (const context of CONTEXTS)
      for (const l of m.code[context].filter((x) => x.rests)) {
        const at = `${context} ${placeOf(l)}`;
        const names = Object.keys(l.scope).filter((name) => !name.includes('.'));
        this.live[at] = (this.live[at] ?? names).filter((name) => names.includes(name)).sort();
      }
  }

  places(s: State): string[] {
    return this.locations(s).map(([place]) => place);
  }

  /** Where the contexts of a state are. */
  locations(s: State): [place: string, location: Location][] {
    return this.m.frames.flatMap((frames) =>
      CONTEXTS.flatMap((c): [string, Location][] => {
        const frame = frames[c];
        if (frame === null || s[frame.pc] === 0) return [];
        const l = this.m.code[c][s[frame.pc]];
        return [[`${c} ${placeOf(l)}`, l]];
      }),
    );
  }

  failed(s: State): string {
    if (s[this.m.failed] === 0) return '';
    const { place, message } = this.m.assertions[s[this.m.failed] - 1];
    return `${place}: ${message}`;
  }

  key(s: State, ghosts: boolean): string {
    const { m } = this;
    const frames = m.frames.map((of) =>
      CONTEXTS.map((c) => {
        const frame = of[c];
        if (frame === null) return ['', [], 0];
        const l = m.code[c][s[frame.pc]];
        const at = placeOf(l);
        const locals = this.liveAt(c, at).map((name) => [name, s[frame.slots[l.scope[name]]!]]);
        return [at, locals, frame.irqs === null ? 0 : s[frame.irqs]];
      }),
    );
    return JSON.stringify([
      this.memory(ghosts, (v) => v.fields.map((f) => s[f])),
      frames,
      m.vectors.map((v) => v.pending.map((f) => (f === null ? 0 : s[f]))),
      m.vectors.map((v) => v.budget.map((f) => (f === null ? 0 : s[f]))),
      m.stopped.map((f) => (f === null ? 0 : s[f])),
      s[m.outcome] === 0 ? null : m.outcomes[s[m.outcome]],
      this.failed(s),
    ]);
  }

  /** The same of a structural state, with the locals that the lowered machine keeps. */
  structuralKey(by: Structural, s: SState, ghosts: boolean): string {
    const frames = s.stacks.map((of, cpu) =>
      of.map((stack, i) => {
        if (stack.length === 0) return ['', [], 0];
        const at = by.path(stack);
        const values = by.locals(stack);
        return [
          at,
          this.liveAt(CONTEXTS[i], at).map((name) => [name, values[name]]),
          s.irqsOff[cpu][i] ? 1 : 0,
        ];
      }),
    );
    const bits = (x: boolean) => (x ? 1 : 0);
    return JSON.stringify([
      this.memory(ghosts, (v) => s.memory[v.name]),
      frames,
      s.pending.map((p) => p.map(bits)),
      s.left,
      s.stopped.map(bits),
      s.outcome,
      s.failed ?? '',
    ]);
  }

  private liveAt(context: Context, at: string): string[] {
    return this.live[`${context} ${at}`] ?? [];
  }

  private memory(ghosts: boolean, values: (v: Machine['variables'][number]) => readonly number[]) {
    return this.m.variables.filter((v) => ghosts || v.scope !== 'ghost').map((v) => [v.name, values(v)]);
  }
}

// ---- The structural side --------------------------------------------------------------------------------------

class Seeing {
  constructor(private readonly by: Structural) {}
  visible(s: SState): boolean {
    return s.stacks.every((of) => of.every((stack, c) => stack.length === 0 || this.by.rests(stack, c)));
  }
  places(s: SState): string[] {
    return s.stacks.flatMap((of) =>
      of.flatMap((stack, c) => (stack.length === 0 ? [] : [`${CONTEXTS[c]} ${this.by.path(stack)}`])),
    );
  }
}

function reach(by: Structural, limit: number, asked: readonly Property[] = []) {
  const seeing = new Seeing(by);
  const runs: (number | null)[] = [...asked.map(() => null), null];
  const triggered = asked.map((p) => p.trigger === null);
  try {
    const first = by.initial();
    const seen = new Set<string>([by.key(first)]);
    const states = [first];
    const depth = [1];
    for (let i = 0; i < states.length; i++) {
      if (states.length > limit) return 'large' as const;
      const s = states[i];
      asked.forEach((p, k) => {
        if (p.trigger !== null && by.eval(s, p.trigger, -1, 0, {}) !== 0) triggered[k] = true;
        if (by.decides(s, p)) runs[k] ??= depth[i];
      });
      if (s.failed !== null) runs[asked.length] ??= depth[i];
      for (const { state } of by.successors(s)) {
        const key = by.key(state);
        if (seen.has(key)) continue;
        seen.add(key);
        states.push(state);
        depth.push(depth[i] + 1);
      }
    }
    return {
      states,
      runs,
      triggered,
      by: Object.assign(by, { visible: seeing.visible.bind(seeing), places: seeing.places.bind(seeing) }),
    };
  } catch (error) {
    if (error instanceof Fault) return 'fault' as const;
    if (error instanceof Endless) return 'endless' as const;
    throw error;
  }
}

/** Every variable that something mentions. */
function declsOf({ system, properties }: RandomSystem): VarDecl[] {
  const found = new Map<string, VarDecl>();
  const inExpr = (e: Expr | null): void => {
    if (e === null) return;
    if (e.kind === 'read') {
      found.set(e.cell.decl.name, e.cell.decl);
      inExpr(e.cell.index);
    } else if (e.kind === 'op') e.args.forEach(inExpr);
    else if (e.kind === 'quantifier') inExpr(e.body);
  };
  for (const f of functionsOf(system))
    for (const { node } of walk(f.body)) {
      exprsOf(node).forEach(inExpr);
      if ('cell' in node) found.set(node.cell.decl.name, node.cell.decl);
    }
  for (const p of properties) for (const e of [p.expr, p.trigger]) inExpr(e);
  for (const v of system.vectors) inExpr(v.arrives?.when ?? null);
  for (const { cell } of system.init) found.set(cell.decl.name, cell.decl);
  return [...found.values()];
}
