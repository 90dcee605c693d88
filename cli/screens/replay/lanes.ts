import { isStopped } from '../../../checker/reference/step.js';
import type { State } from '../../../checker/search.js';
import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Machine } from '../../../model/language/machine.js';
import type { Timeline } from './timeline.js';

/** Where the lanes of the CPUs are. A folded lane shows only what its CPU is in, and that it moves. */
export interface Lane {
  readonly cpu: number;
  readonly folded: boolean;
  readonly column: number;
  readonly width: number;
  /** How many bars it takes to show the contexts of this CPU. */
  readonly bars: number;
}

/** Bars, a sign, and a space stand in front of the text. */
export const BEFORE_TEXT = 2;
const GAP = 1;
/** In less room text is folded so often that nobody can read it. */
const NARROWEST = 26;
/** How far from the cursor a CPU that moves is worth a lane of its own. */
const NEAR = 200;

/** A lane for each CPU in `width` columns: wide ones for those that move near a position, folded ones for all others. */
export function planLanes(timeline: Timeline, position: number, width: number): readonly Lane[] {
  const { machine } = timeline;
  const cpus = Array.from({ length: machine.cpus }, (_, cpu) => cpu);
  const bars = cpus.map((cpu) => contextsOf(machine, cpu).length);
  const foldedWidth = (cpu: number) => bars[cpu] + 1 + GAP;
  const everybody = cpus.reduce((n, cpu) => n + foldedWidth(cpu), 0);
  const room = Math.max(1, Math.floor((width - everybody) / (NARROWEST - 3)));
  const wide = moversNear(timeline, position, room);
  const left = width - cpus.reduce((n, cpu) => n + (wide.has(cpu) ? 0 : foldedWidth(cpu)), 0);
  const each = Math.floor((left - GAP * (wide.size - 1)) / Math.max(1, wide.size));
  let column = 0;
  return cpus.map((cpu) => {
    const folded = !wide.has(cpu);
    const lane = { cpu, folded, column, width: folded ? bars[cpu] + 1 : each, bars: bars[cpu] };
    column += lane.width + GAP;
    return lane;
  });
}

/** At most `room` CPUs, those that move nearest to the position first. */
function moversNear(timeline: Timeline, position: number, room: number): ReadonlySet<number> {
  const { movers } = timeline;
  if (movers.length <= room) return new Set(movers.length > 0 ? movers : [0]);
  const near = new Set<number>();
  for (let distance = 0; distance <= NEAR && near.size < room; distance++)
    for (const at of [position - distance, position + distance]) {
      const cpu = timeline.step(at)?.move.cpu;
      if (cpu !== undefined && near.size < room) near.add(cpu);
    }
  for (const cpu of movers) if (near.size < room) near.add(cpu);
  return near;
}

/** The kinds of context that a CPU can ever be in. */
export const contextsOf = (m: Machine, cpu: number): Context[] =>
  CONTEXTS.filter((context) => m.frames[cpu][context] !== null);

/** The contexts that a CPU is in, outermost first; null for one that was stopped. */
export function stackOf(m: Machine, state: State, cpu: number): Context[] | null {
  if (isStopped(m, state, cpu)) return null;
  return CONTEXTS.filter((context) => {
    const frame = m.frames[cpu][context];
    return frame !== null && state[frame.pc] !== 0;
  });
}
