import { cpusIn, type DomainIR, formatValue } from '../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Field, Frame, Location, Machine } from '../../model/language/machine.js';
import type { State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { describeMove, placeOf, stepLocation } from './run.js';

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

export const ACTION = 'mbt::actionTaken';

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
export function encodeState(m: Machine, state: State): Record<string, Value> {
  const vars: Record<string, Value> = {};
  for (const v of m.variables) {
    const cells = v.fields.map((f) => encode(v.domain, state[f]));
    if (v.indexed === 'no') vars[v.name] = cells[0];
    else if (v.indexed === 'array') vars[v.name] = cells;
    else vars[v.name] = { '#map': cells.map((cell, cpu) => [integer(cpu), cell]) };
  }
  const { frames, own } = namesOf(m);
  for (const { frame, context, name, locals } of frames) {
    const location = m.code[context][state[frame.pc]];
    vars[name] = location.id === 0 ? 'idle' : placeOf(location);
    const slots: [Value, Value][] = [];
    for (const local in location.scope) {
      const field = frame.slots[location.scope[local]];
      if (field !== null) slots.push([local, text(m.fields[field], state[field])]);
    }
    vars[locals] = { '#map': slots.sort((x, y) => slotOf(location, x) - slotOf(location, y)) };
  }
  for (const field of own)
    vars[m.fields[field].name] = encode(m.fields[field].domain as DomainIR, state[field]);
  return vars;
}

const slotOf = (location: Location, [local]: [Value, Value]): number => location.scope[local as string];

/** What does not change from state to state: a long trace would name it again and again. */
interface Names {
  readonly frames: readonly {
    readonly frame: Frame;
    readonly context: Context;
    readonly name: string;
    readonly locals: string;
  }[];
  /** The machine's own fields: outcome, irq flags, pending interrupts, budgets, stopped CPUs. */
  readonly own: readonly number[];
}

const known = new WeakMap<Machine, Names>();

function namesOf(m: Machine): Names {
  const found = known.get(m) ?? findNames(m);
  known.set(m, found);
  return found;
}

function findNames(m: Machine): Names {
  const frames = m.frames.flatMap((byContext, cpu) =>
    CONTEXTS.flatMap((context) => {
      const frame = byContext[context];
      const name = `cpu${cpu}.${context}`;
      return frame === null ? [] : [{ frame, context, name, locals: `${name}.locals` }];
    }),
  );
  const named = new Set(m.variables.flatMap((v) => v.fields));
  const own = m.fields.flatMap((field, i) => {
    const isLocal = field.owner?.context != null && !field.name.endsWith('.irqs_off');
    return named.has(i) || isLocal || field.domain.kind === 'pc' ? [] : [i];
  });
  return { frames, own };
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
  const cycle =
    run.loop === null ? '' : `, of which the last ${run.steps.length - run.loop} go round for ever`;
  return `${JSON.stringify(
    {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
        source: `panic-check ${meta.scenario}`,
        status: meta.verdict === 'violated' ? 'violation' : 'ok',
        description: `${meta.property} ${meta.verdict}: ${run.steps.length} steps, ${run.switches} context switches${cycle}`,
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
      // The state at which the cycle begins; the last one is the same again, so that its last move has a name.
      ...(run.loop !== null && { loop: run.loop }),
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
