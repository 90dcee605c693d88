import { z } from 'zod';
import { cpusIn, type DomainIR, formatValue } from '../../model/language/domain.js';
import { CONTEXTS } from '../../model/language/ir.js';
import type { Field, Machine } from '../../model/language/machine.js';
import { successors } from '../reference/step.js';
import type { State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { decidesAny, describeMove, lastState, makeRun, placeOf, stepLocation } from './run.js';

/**
 * Traces in the Informal Trace Format (Apalache ADR-015), as other tools read them: one state after the other, and in
 * `mbt::actionTaken` what led there. Opening a trace never runs anything of it: it names a scenario, and the run is
 * executed anew, step by step, against what the file says.
 */

/** What a trace is a trace of. */
export interface TraceMeta {
  readonly scenario: string;
  readonly variant: Readonly<Record<string, string>>;
  readonly property: string;
  readonly verdict: string;
}

export interface ItfTrace {
  readonly meta: TraceMeta;
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

/** A trace file that is no trace, or not one of this model. `place` says where in the file. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  constructor(
    readonly place: string,
    problem: string,
  ) {
    super(`${place}: ${problem}`);
  }
}

const ACTION = 'mbt::actionTaken';

type Value =
  | boolean
  | string
  | { '#bigint': string }
  | { '#set': Value[] }
  | { '#map': [Value, Value][] }
  | Value[];

const integer = (n: number): Value => ({ '#bigint': String(n) });

function encode(domain: DomainIR, value: number): Value {
  switch (domain.kind) {
    case 'flag':
      return value !== 0;
    case 'oneOf':
      return formatValue(domain, value);
    case 'cpuSet':
      return { '#set': cpusIn(value).map(integer) };
    default:
      return integer(value);
  }
}

function typeOf(domain: DomainIR): string {
  switch (domain.kind) {
    case 'flag':
      return 'Bool';
    case 'oneOf':
      return 'Str';
    case 'cpuSet':
      return 'Set(Int)';
    default:
      return 'Int';
  }
}

/** The state as ITF variables: those of the model, and for each frame where it is and what its locals hold. */
function encodeState(m: Machine, state: State): Record<string, Value> {
  const vars: Record<string, Value> = {};
  for (const v of m.variables) {
    const cells = v.fields.map((f) => encode(v.domain, state[f]));
    if (v.indexed === 'no') vars[v.name] = cells[0];
    else if (v.indexed === 'array') vars[v.name] = cells;
    else vars[v.name] = { '#map': cells.map((cell, cpu) => [integer(cpu), cell]) };
  }
  for (let cpu = 0; cpu < m.cpus; cpu++)
    for (const context of CONTEXTS) {
      const frame = m.frames[cpu][context];
      if (frame === null) continue;
      const location = m.code[context][state[frame.pc]];
      vars[`cpu${cpu}.${context}`] = location.id === 0 ? 'idle' : placeOf(location);
      const slots = frame.slots.flatMap((field, slot): [Value, Value][] => {
        const name = Object.keys(location.scope).find((local) => location.scope[local] === slot);
        return field === null || name === undefined ? [] : [[name, text(m.fields[field], state[field])]];
      });
      vars[`cpu${cpu}.${context}.locals`] = { '#map': slots };
    }
  // What is left are the machine's own fields: outcome, irq flags, pending interrupts, budgets, stopped CPUs.
  const named = new Set(m.variables.flatMap((v) => v.fields));
  m.fields.forEach((field, i) => {
    const isLocal = field.owner?.context != null && !field.name.endsWith('.irqs_off');
    if (!named.has(i) && !isLocal && field.domain.kind !== 'pc')
      vars[field.name] = encode(field.domain, state[i]);
  });
  return vars;
}

const text = (field: Field, value: number): string =>
  field.domain.kind === 'pc' ? '' : formatValue(field.domain, value);

function varTypes(m: Machine): Record<string, string> {
  const types: Record<string, string> = {};
  for (const v of m.variables) {
    const element = typeOf(v.domain);
    types[v.name] =
      v.indexed === 'no' ? element : v.indexed === 'array' ? `Seq(${element})` : `Int -> ${element}`;
  }
  for (const name of Object.keys(encodeState(m, m.initial))) {
    const field = m.fields.find((f) => f.name === name);
    types[name] ??= name.endsWith('.locals')
      ? 'Str -> Str'
      : field === undefined || field.domain.kind === 'pc'
        ? 'Str'
        : typeOf(field.domain);
  }
  return types;
}

/** The run as the text of an ITF file. The same run gives the same bytes. */
export function writeItf(run: Run, m: Machine, meta: TraceMeta): string {
  const states = [m.initial, ...run.steps.map((s) => s.after)];
  const vars = [...Object.keys(encodeState(m, m.initial)), ACTION];
  const violation = { property: meta.property, stateIndex: states.length - 1 };
  return `${JSON.stringify(
    {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
        source: `panic-check ${meta.scenario}`,
        status: meta.verdict === 'violated' ? 'violation' : 'ok',
        description: `${meta.property} ${meta.verdict}: ${run.steps.length} steps, ${run.switches} context switches`,
        scenario: meta.scenario,
        variant: meta.variant,
        property: meta.property,
        verdict: meta.verdict,
        ...(meta.verdict === 'violated' && { violation }),
        varTypes: { ...varTypes(m), [ACTION]: 'Str' },
      },
      vars,
      states: states.map((state, i) => ({
        '#meta': { index: i, ...(i > 0 && stepMeta(m, run.steps[i - 1])) },
        ...encodeState(m, state),
        [ACTION]: i === 0 ? 'init' : describeMove(m, run.steps[i - 1].move),
      })),
    },
    null,
    1,
  )}\n`;
}

function stepMeta(m: Machine, { move, steps }: RunStep) {
  const locations = steps.map((s) => stepLocation(m, s));
  const source = locations[0]?.path.at(-1)?.source;
  return {
    cpu: move.cpu,
    ctx: move.context,
    depth: CONTEXTS.indexOf(move.context),
    ...(source && { src: `${source.file}@${source.versions}` }),
    steps: locations.map(placeOf),
  };
}

const FileShape = z.looseObject({
  '#meta': z.looseObject({
    scenario: z.string(),
    variant: z.record(z.string(), z.string()),
    property: z.string(),
    verdict: z.string(),
  }),
  vars: z.array(z.string()),
  states: z.array(z.record(z.string(), z.unknown())).min(1),
});

/** Reads the text of an ITF file. Throws TraceError if it is none, or lacks what a trace of ours has. */
export function readItf(text: string): ItfTrace {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new TraceError(placeInText(text, (error as Error).message), `no JSON: ${(error as Error).message}`);
  }
  const parsed = FileShape.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new TraceError(path.join('.') || 'the file', `${message} (is it a trace that panic-check wrote?)`);
  }
  const { '#meta': meta, vars, states } = parsed.data;
  states.forEach((state, i) => {
    const missing = vars.find((name) => !(name in state));
    if (missing !== undefined) throw new TraceError(`states.${i}`, `no value for '${missing}'`);
    if (typeof state[ACTION] !== 'string')
      throw new TraceError(`states.${i}.${ACTION}`, 'does not name an action');
  });
  return {
    meta: { scenario: meta.scenario, variant: meta.variant, property: meta.property, verdict: meta.verdict },
    states,
  };
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
  const { meta, states } = trace;
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
  const run = makeRun(m, steps);
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
  for (const [name, value] of Object.entries(encodeState(m, state)))
    if (canonical(value) !== canonical(file[name])) return name;
  return null;
}

/** Plain integers are read like `#bigint` ones, as older files have them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'number' && Number.isInteger(v)) return { '#bigint': String(v) };
    if (typeof v === 'object' && v !== null && '#set' in v && Array.isArray(v['#set']))
      return { '#set': [...v['#set']].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
    return v;
  });
}
