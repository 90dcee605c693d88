import { z } from 'zod';
import { isLiveness, type Machine } from '../../model/language/machine.js';
import { successors } from '../reference/step.js';
import type { State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { ACTION, encodeState, type TraceMeta } from './itf.js';
import { whyNoLasso } from './lasso.js';
import { decidesAny, describeMove, lastState, makeRun } from './run.js';

/** Reading traces back. Apart from writing them, because checking the shape of a file takes a library to load. */

export interface ItfTrace {
  readonly meta: TraceMeta;
  readonly states: readonly Readonly<Record<string, unknown>>[];
  /** The number of the state at which the run goes round; null if it does not. */
  readonly loop: number | null;
}

/** A trace file that is no trace, or not one of this model. `place` says where in the file, `hint` what to do. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  constructor(
    readonly place: string,
    problem: string,
    readonly hint = '',
  ) {
    super(`${place}: ${problem}`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FileShape = z.looseObject({
  '#meta': z.looseObject({
    scenario: z.string(),
    variant: z.record(z.string(), z.string()),
    property: z.string(),
    verdict: z.string(),
  }),
  vars: z.array(z.string()),
  // Not a record: of a long trace, that would copy and look at every value.
  states: z.array(z.custom<Record<string, unknown>>(isObject)).min(1),
  loop: z.number().int().nonnegative().optional(),
});

const WHERE_FROM = 'traces are saved by panic-check explore, as *.itf.json';
const DAMAGED = 'the file is damaged or was edited; panic-check explore saves it again';

/** Reads the text of an ITF file. Throws TraceError if it is none, or lacks what a trace of ours has. */
export function readItf(text: string): ItfTrace {
  if (text.trim() === '') throw new TraceError('the file', 'empty', WHERE_FROM);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new TraceError(placeInText(text, message), `no JSON: ${message}`, WHERE_FROM);
  }
  const parsed = FileShape.safeParse(json);
  if (!parsed.success) throw shapeError(json, parsed.error.issues[0]);
  const { '#meta': meta, vars, states, loop } = parsed.data;
  if (loop !== undefined && loop >= states.length - 1)
    throw new TraceError('loop', `no state to go back to: ${loop} of ${states.length} states`, DAMAGED);
  states.forEach((state, i) => {
    const missing = vars.find((name) => !Object.hasOwn(state, name));
    if (missing !== undefined) throw new TraceError(`states.${i}`, `no value for '${missing}'`, DAMAGED);
    if (typeof state[ACTION] !== 'string')
      throw new TraceError(`states.${i}.${ACTION}`, 'does not name an action', DAMAGED);
  });
  return {
    meta: { scenario: meta.scenario, variant: meta.variant, property: meta.property, verdict: meta.verdict },
    states,
    loop: loop ?? null,
  };
}

/** What is wrong with JSON that is no trace of ours. Whether it is a trace at all comes first. */
function shapeError(json: unknown, issue: z.core.$ZodIssue): TraceError {
  if (!isObject(json)) return new TraceError('the file', `${kindOf(json)}, not a trace`, WHERE_FROM);
  const missing = ['vars', 'states'].filter((name) => !Object.hasOwn(json, name));
  if (missing.length > 0)
    return new TraceError(
      'the file',
      `JSON, but no trace: ${missing.map((name) => `'${name}'`).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      WHERE_FROM,
    );
  const place = issue.path.join('.');
  const value = issue.path.reduce<unknown>((v, key) => (v as Record<PropertyKey, unknown>)[key], json);
  if (value === undefined)
    return new TraceError(
      place,
      'missing, so this is no trace of panic-check',
      'only what panic-check explore saved can be replayed: it says which scenario, variant and property it is of',
    );
  const wanted =
    issue.code === 'invalid_type'
      ? WANTED[issue.expected]
      : issue.code === 'custom'
        ? WANTED.object
        : undefined;
  // The one rule that is not about types: there is at least one state.
  const problem = wanted === undefined ? 'empty' : `${kindOf(value)}, where a trace has ${wanted}`;
  return new TraceError(place, problem, DAMAGED);
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  const kinds: Readonly<Record<string, string>> = { object: 'an object', string: 'text', boolean: 'a flag' };
  return kinds[typeof value] ?? 'a number';
}

function placeInText(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  const offset = position === undefined ? text.length : Number(position);
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${before[before.length - 1].length + 1}`;
}

/**
 * Executes a trace anew. Throws TraceError at the first step that the model does not make, or makes differently, and
 * if the run does not show what it is said to show.
 */
export function replayItf(m: Machine, trace: ItfTrace): Run {
  const { meta, states, loop } = trace;
  const property = m.properties.findIndex((p) => p.name === meta.property);
  if (property < 0 && meta.property !== 'assertions')
    throw new TraceError('#meta.property', `the model has no property '${meta.property}'`);
  compare(m, 0, 'init', m.initial, states[0]);
  const steps: RunStep[] = [];
  let before: State = m.initial;
  for (let i = 1; i < states.length; i++) {
    const action = String(states[i][ACTION]);
    const possible = successors(m, before);
    const named = possible.filter((s) => describeMove(m, s.move) === action);
    if (named.length === 0) {
      const others = possible.map((s) => describeMove(m, s.move));
      const instead =
        others.length === 0 ? 'nothing can: the run is over' : `possible here: ${others.join('; ')}`;
      throw new TraceError(`step ${i}`, `'${action}' cannot happen; ${instead}`);
    }
    const fits = named.find((s) => difference(m, s.state, states[i]) === null);
    if (fits === undefined) {
      compare(m, i, action, named[0].state, states[i]);
      throw new Error('internal error: a state both fits and does not');
    }
    steps.push({ move: fits.move, before, after: fits.state, steps: fits.steps });
    before = fits.state;
  }
  const run = makeRun(m, steps, loop);
  if (meta.verdict === 'violated' && property >= 0 && isLiveness(m.properties[property])) {
    const why = whyNoLasso(m, run, property);
    if (why === null) return run;
    throw new TraceError(
      `step ${states.length - 1}`,
      `the run can be made, but does not violate '${meta.property}': ${why}`,
    );
  }
  if (loop !== null)
    throw new TraceError('loop', `'${meta.property}' is not about runs that go round`, DAMAGED);
  if (
    meta.verdict === 'violated' &&
    !decidesAny(m, lastState(run), property < 0 ? m.properties.length : property)
  )
    throw new TraceError(
      `step ${states.length - 1}`,
      `the run can be made, but does not violate '${meta.property}'`,
    );
  return run;
}

function compare(
  m: Machine,
  step: number,
  action: string,
  state: State,
  file: Readonly<Record<string, unknown>>,
): void {
  const name = difference(m, state, file);
  if (name === null) return;
  const model = JSON.stringify(encodeState(m, state)[name]);
  throw new TraceError(
    `step ${step}`,
    `after '${action}' the model has ${name} = ${model}, the file has ${JSON.stringify(file[name]) ?? 'nothing'}`,
  );
}

/** The first variable that the file and the model's state disagree on. */
function difference(m: Machine, state: State, file: Readonly<Record<string, unknown>>): string | null {
  const encoded = encodeState(m, state);
  for (const name in encoded) if (!same(encoded[name], file[name])) return name;
  return null;
}

/** Whether two values of a trace are the same. Plain integers are read like `#bigint` ones, as older files have them. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (!isObject(a)) return false;
  if ('#bigint' in a) return String(a['#bigint']) === (isObject(b) ? String(b['#bigint']) : integerText(b));
  if (!isObject(b)) return false;
  if (Array.isArray(a['#set'])) return sameSet(a['#set'], b['#set']);
  if (Array.isArray(a['#map'])) return same(a['#map'], b['#map']);
  return false;
}

/** A set has no order. */
function sameSet(a: readonly unknown[], b: unknown): boolean {
  return Array.isArray(b) && a.length === b.length && a.every((x) => b.some((y) => same(x, y)));
}

const integerText = (value: unknown): string | null =>
  typeof value === 'number' && Number.isInteger(value) ? String(value) : null;
