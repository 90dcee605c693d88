import { cpusIn, type DomainIR, formatValue } from '../../model/language/domain.js';
import { CONTEXTS } from '../../model/language/ir.js';
import type { Field, Machine } from '../../model/language/machine.js';
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
