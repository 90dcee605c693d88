import { type Left, type Wait, waitsIn } from '../../../checker/trace/deadlock.js';
import { locksOf } from '../../../checker/trace/locks.js';
import { formatValue } from '../../../model/language/domain.js';
import type { Machine } from '../../../model/language/machine.js';
import { wrap } from '../../reporters/columns.js';
import { BLANK, type Line, line, span } from '../text.js';
import type { PanelText } from './panel.js';
import { type Replay, waitsAt } from './replay.js';
import type { Timeline } from './timeline.js';

/** Who holds and who waits for each lock; and who waits for whom, in words. */
export function locksPanel({ timeline, cursor }: Replay, width: number): PanelText {
  const m = timeline.machine;
  const state = timeline.state(cursor);
  const waits = waitsIn(m, state, (field) => timeline.lastWrite(field, cursor));
  const held = new Map(timeline.heldLocks(cursor).map((h) => [h.field, h]));
  const isOfInterest = (field: number): boolean =>
    held.has(field) || waits.some((w) => w.wanted.some((x) => x.field === field));
  const locks = [...locksOf(m)];
  const lines: Line[] = [];
  for (const field of [...locks.filter(isOfInterest), ...locks.filter((f) => !isOfInterest(f))]) {
    const waiters = waits.filter((w) => w.wanted.some((x) => x.field === field));
    const holder = held.get(field);
    const { name, domain } = m.fields[field];
    const value = domain.kind === 'pc' ? '' : formatValue(domain, state[field]);
    if (holder === undefined && waiters.length === 0) {
      lines.push(line(span(`  ${name}: free (${value})`, 'dim')));
      continue;
    }
    const by = holder === undefined ? 'free' : `held by ${holderText(timeline, field, cursor, holder.cpu)}`;
    lines.push(line(span(`  ${name}: `, 'bold'), span(by, 'good')));
    for (const w of waiters)
      lines.push(line(span(`    CPU ${w.cpu} ${w.context} waits for it, in ${w.fn}()`, 'bad')));
  }
  if (lines.length === 0) lines.push(line(span('  this model has no locks', 'dim')));
  lines.push(BLANK, line(span('who waits for whom', 'heading')));
  if (waits.length === 0) lines.push(line(span('  nobody waits', 'dim')));
  for (const text of waits.flatMap((w) => graphOf(m, w)))
    for (const part of wrap(text, width - 2, 4)) lines.push(line(span(`  ${part}`, 'bad')));
  const words = waitsAt(timeline, cursor);
  if (words.length > 0) lines.push(BLANK);
  for (const text of words) for (const part of wrap(text, width - 2, 2)) lines.push(line(`  ${part}`));
  return { title: 'locks, and who waits', lines, anchor: 0 };
}

/** Who holds a lock: the context that wrote it, where the word itself names only a CPU. */
function holderText(timeline: Timeline, field: number, cursor: number, cpu: number | null): string {
  const at = timeline.lastWriteAt(field, cursor);
  const last = at === null ? undefined : timeline.step(at);
  if (last === undefined || (cpu !== null && last.move.cpu !== cpu))
    return cpu === null ? 'somebody, from the start' : `CPU ${cpu}`;
  return `CPU ${last.move.cpu} ${last.move.context}, since step ${at}`;
}

/** An edge of the wait-for graph in words. */
export function graphOf(m: Machine, { cpu, context, parked, wanted }: Wait): string[] {
  const who = `CPU ${cpu} ${context}`;
  if (parked) return [`${who} waits to be stopped`];
  return wanted.map(({ field, left, value }) => {
    const { name, domain } = m.fields[field];
    const waits = `${who} waits for ${name}`;
    if (left === null) return `${waits}, which nobody ever changed`;
    const verb = domain.kind === 'cpuOrNone' ? 'held' : `left at ${value}`;
    const below = left.cpu === cpu && left.fate === 'interrupted' ? ' below it' : '';
    return `${waits}, ${verb} by CPU ${left.cpu} ${left.context}${below}, ${FATE[left.fate]}`;
  });
}

const FATE: Readonly<Record<Left['fate'], string>> = {
  stopped: 'which was stopped and never runs again',
  finished: 'which has finished',
  itself: 'that is, by itself',
  interrupted: 'which cannot run',
  stays: 'which stays where it is for ever',
  stuck: 'which waits itself',
  runs: 'which runs',
};
