import { isStopped } from '../../../checker/reference/step.js';
import type { State } from '../../../checker/search.js';
import { formatValue } from '../../../model/language/domain.js';
import { CONTEXTS } from '../../../model/language/ir.js';
import type { Field, Machine } from '../../../model/language/machine.js';
import { BLANK, type Line, line, span } from '../text.js';
import type { PanelText } from './panel.js';
import { fieldsOf, type Replay } from './replay.js';

/** A value, and what it was before the step at the cursor. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** null if it has not changed. */
  readonly before: string | null;
}

export interface Group {
  readonly owner: string;
  readonly entries: readonly Entry[];
}

/** Everything that a state holds, by whom it belongs to. */
export function groupsOf(m: Machine, before: State, after: State): Group[] {
  const entry = (name: string, field: number): Entry => ({
    name,
    value: valueText(m.fields[field], after[field]),
    before: before[field] === after[field] ? null : valueText(m.fields[field], before[field]),
  });
  const named = (scope: string, indexed: boolean): Entry[] =>
    m.variables
      .filter((v) => v.scope === scope && (v.indexed === 'cpu') === indexed)
      .flatMap((v) => v.fields.map((f) => entry(m.fields[f].name, f)));
  const groups: Group[] = [{ owner: 'shared by all CPUs', entries: named('shared', false) }];
  for (let cpu = 0; cpu < m.cpus; cpu++) {
    groups.push({ owner: `CPU ${cpu}`, entries: ofCpu(m, cpu, after, entry) });
    for (const context of CONTEXTS) {
      const frame = m.frames[cpu][context];
      if (frame === null || after[frame.pc] === 0) continue;
      const { path, scope } = m.code[context][after[frame.pc]];
      const locals = Object.entries(scope).flatMap(([name, slot]) => {
        const field = frame.slots[slot];
        return field === null ? [] : [entry(name, field)];
      });
      const irqs = frame.irqs === null ? [] : [entry('irqs_off', frame.irqs)];
      const owner = `CPU ${cpu} ${context}, in ${path.at(-1)?.name ?? 'idle'}()`;
      groups.push({ owner, entries: [...irqs, ...locals] });
    }
  }
  groups.push({
    owner: 'noted for the properties',
    entries: [...named('ghost', false), ...named('ghost', true)],
  });
  groups.push({ owner: 'what can still happen', entries: environment(m, entry) });
  return groups.filter((g) => g.entries.length > 0);
}

function ofCpu(
  m: Machine,
  cpu: number,
  state: State,
  entry: (name: string, field: number) => Entry,
): Entry[] {
  const own = m.variables
    .filter((v) => v.scope === 'perCpu')
    .map((v) => entry(m.fields[v.fields[cpu]].name, v.fields[cpu]));
  const pending = m.vectors.flatMap(({ name, pending }) => {
    const field = pending[cpu];
    return field === null || field === undefined ? [] : [entry(`${name} pending`, field)];
  });
  const stopped = m.stopped[cpu];
  return [
    ...own,
    ...pending,
    ...(stopped !== null && isStopped(m, state, cpu) ? [entry('stopped', stopped)] : []),
  ];
}

/** Interrupts that may still come, and how the run has ended. */
function environment(m: Machine, entry: (name: string, field: number) => Entry): Entry[] {
  const budgets = m.vectors.flatMap(({ name, budget }) => {
    const fields = [...new Set(budget.filter((f) => f !== null))];
    return fields.map((f) => entry(fields.length === 1 ? `${name} may arrive` : m.fields[f].name, f));
  });
  return [...budgets, entry('outcome', m.outcome)];
}

const valueText = ({ domain }: Field, value: number): string =>
  domain.kind === 'pc' ? String(value) : formatValue(domain, value);

export function statePanel(replay: Replay): PanelText {
  const { timeline, cursor, watch } = replay;
  const m = timeline.machine;
  const after = timeline.state(cursor);
  const before = timeline.step(cursor)?.before ?? after;
  const groups = groupsOf(m, before, after);
  const watched: Line[] = watch.flatMap((name) =>
    fieldsOf(replay, name).map((field) => {
      const value = valueText(m.fields[field], after[field]);
      const old = before[field] === after[field] ? null : valueText(m.fields[field], before[field]);
      const at = timeline.lastWriteAt(field, cursor);
      const since = span(at === null ? '  never written so far' : `  since step ${at}`, 'dim');
      return [...entryLine({ name: m.fields[field].name, value, before: old }), since];
    }),
  );
  const lines: Line[] = [];
  if (watched.length > 0) lines.push(line(span('watched', 'heading')), ...watched, BLANK);
  const changed = groups.flatMap(({ owner, entries }) =>
    entries.filter((e) => e.before !== null).map((e) => ({ owner, e })),
  );
  lines.push(line(span(cursor === 0 ? 'the start' : `changed by step ${cursor}`, 'heading')));
  if (changed.length === 0)
    lines.push(line(span(cursor === 0 ? '  nothing has happened yet' : '  nothing', 'dim')));
  for (const { owner, e } of changed) lines.push([...entryLine(e), span(`  (${owner})`, 'dim')]);
  for (const { owner, entries } of groups)
    lines.push(BLANK, line(span(owner, 'heading')), ...entries.map(entryLine));
  return { title: `state after step ${cursor}`, lines, anchor: 0 };
}

/** Changed values have a sign of their own, for those who do not see the colour. */
const entryLine = ({ name, value, before }: Entry): Line =>
  before === null
    ? line(`  ${name} = ${value}`)
    : line(span(`* ${name}: ${before} -> `, 'changed'), span(value, 'changed'));
