import { locationOf } from '../../../checker/reference/step.js';
import { placeOf, stepLocation } from '../../../checker/trace/run.js';
import { wrap } from '../../reporters/columns.js';
import { fold } from '../../reporters/race-diagram.js';
import type { RaceLine, Sign } from '../../reporters/race-lines.js';
import { type Line, line, pad, type Size, type Style, span } from '../text.js';
import { Canvas } from './canvas.js';
import type { Glyphs } from './glyphs.js';
import { BEFORE_TEXT, type Lane, planLanes, stackOf } from './lanes.js';
import type { Timeline } from './timeline.js';

/** What is shown of a run: time going down, a lane for each CPU. */
export interface SpaceTime {
  readonly timeline: Timeline;
  /** The position that is looked at; null for a picture of the whole run. */
  readonly cursor: number | null;
  readonly marks: ReadonlyMap<string, number>;
  /** What is wrong at the end, if something is. */
  readonly verdict: readonly string[];
  readonly glyphs: Glyphs;
}

const STYLE: Readonly<Record<Sign, Style>> = {
  step: 'plain',
  call: 'call',
  interrupt: 'interrupt',
  return: 'plain',
  send: 'arrow',
  takes: 'good',
  fails: 'bad',
  releases: 'plain',
  stops: 'bad',
  ends: 'bold',
  stuck: 'bad',
};

/** The rows around the cursor, as many as pad, below the heads of the lanes. Only these are laid out. */
export function spaceTime(view: SpaceTime, { width, height }: Size): Line[] {
  const rows = new Rows(view, width);
  const heads = rows.heads(view.cursor ?? 0);
  const room = height - heads.length;
  const cursor = view.cursor ?? 0;
  const last = view.timeline.length + 1;
  const here = rows.at(cursor);
  const above: Line[] = [];
  const below: Line[] = [];
  for (let up = cursor - 1; above.length < room && up >= 0; up--) above.unshift(...rows.at(up));
  for (let down = cursor + 1; below.length < room && down <= last; down++) below.push(...rows.at(down));
  // The cursor's step in the middle; at either end of the run what is left goes to the other side.
  const left = Math.max(0, room - here.length);
  // How it ends is what one wants to read there.
  const half = cursor === view.timeline.length ? 0 : Math.floor(left / 2);
  const before = Math.min(above.length, Math.max(half, left - below.length));
  const all = [...above.slice(above.length - before), ...here, ...below];
  return [...heads, ...all.slice(0, room)];
}

/** All rows of a run, for pictures and pages. */
export function wholeRun(
  view: SpaceTime,
  width: number,
): { readonly heads: Line[]; readonly rows: Line[][] } {
  const rows = new Rows(view, width);
  const count = view.timeline.length + 2;
  return { heads: rows.heads(0), rows: Array.from({ length: count }, (_, i) => rows.at(i)) };
}

/** How wide a picture of the whole run has to be so that every CPU that moves has a lane of its own. */
export const comfortableWidth = ({ machine, movers }: Timeline): number =>
  Math.max(76, movers.length * 46 + (machine.cpus - movers.length) * 6 + 14);

class Rows {
  private readonly lanes: readonly Lane[];
  private readonly gutter: number;
  private readonly digits: number;

  constructor(
    private readonly view: SpaceTime,
    private readonly width: number,
  ) {
    const { timeline } = view;
    this.digits = String(timeline.length).length;
    // Cursor, number, mark, switch, and the bracket of a cycle.
    this.gutter = 1 + this.digits + 1 + 1 + (timeline.loop === null ? 0 : 1) + 1;
    this.lanes = planLanes(timeline, view.cursor ?? 0, width - this.gutter);
  }

  /** Who has which lane, and what each CPU is in at a position. */
  heads(position: number): Line[] {
    const { timeline, cursor } = this.view;
    const state = timeline.state(position);
    const names = new Canvas(this.width);
    const doing = new Canvas(this.width);
    for (const { cpu, folded, column, width } of this.lanes) {
      const at = this.gutter + column;
      names.put(at, folded ? String(cpu) : `CPU ${cpu}`, 'heading');
      if (folded) continue;
      const stack = stackOf(timeline.machine, state, cpu);
      const top = stack?.at(-1);
      const fn = top === undefined ? '' : locationOf(timeline.machine, state, cpu, top).path.at(-1)?.name;
      const text =
        stack === null ? 'stopped' : top === undefined ? 'idle' : `${stack.join(' < ')}: ${fn ?? ''}()`;
      doing.put(at, text.slice(0, width), 'dim');
    }
    return cursor === null ? [names.line()] : [names.line(), doing.line()];
  }

  /** The rows of a step; 0 is the start, and what comes behind the last step is how it ends. */
  at(position: number): Line[] {
    const { timeline } = this.view;
    if (position === 0) return [this.row(0, null, 'start', true)];
    if (position > timeline.length) return this.ending();
    const told = timeline.linesOf(position);
    if (told.length === 0) return [this.row(position, null, this.silent(position), true)];
    return told.flatMap((l, i) => this.rowsOf(position, l, i === 0));
  }

  private ending(): Line[] {
    const { timeline, verdict, glyphs } = this.view;
    const stuck = timeline.ending().flatMap((l) => this.rowsOf(timeline.length + 1, l, false));
    const room = this.width - this.gutter - 2;
    const why = verdict.flatMap((text, i) =>
      wrap(text, room, 2).map((part, k) =>
        pad(
          line(
            ' '.repeat(this.gutter),
            span(i === 0 && k === 0 ? `${glyphs.violated} ` : '  ', 'bad'),
            span(part, 'bad'),
          ),
          this.width,
        ),
      ),
    );
    return [...stuck, ...why];
  }

  /** A step that a commit message would leave out is at least named. */
  private silent(position: number): string {
    const { timeline } = this.view;
    const { steps } = timeline.step(position)!;
    const [first] = steps;
    return first === undefined
      ? ''
      : `(${placeOf(stepLocation(timeline.machine, first)).split(' > ').at(-1)})`;
  }

  private rowsOf(position: number, told: RaceLine, first: boolean): Line[] {
    const lane = this.lanes[told.cpu];
    const unit = lane.width >= 44 ? 2 : 1;
    const room = lane.folded ? this.width : lane.width - lane.bars - BEFORE_TEXT;
    if (lane.folded) return [this.row(position, told, `CPU ${told.cpu}: ${told.text}`, first)];
    return fold(told, room, unit).map((text, i) => this.row(position, told, text, first && i === 0, i === 0));
  }

  private row(position: number, told: RaceLine | null, text: string, first: boolean, signed = first): Line {
    const canvas = new Canvas(this.width);
    this.drawGutter(canvas, position, first);
    this.drawBars(canvas, position, told);
    const { cursor, timeline, glyphs } = this.view;
    const isHere = position === cursor;
    const isFuture = cursor !== null && position > cursor;
    const cpu = told?.cpu ?? timeline.step(position)?.move.cpu ?? null;
    const style = isHere ? 'selected' : isFuture || told === null ? 'dim' : STYLE[told.sign];
    const lane = cpu === null ? this.lanes.find((l) => !l.folded)! : this.lanes[cpu];
    const column = this.gutter + lane.column + lane.bars;
    if (told !== null && signed)
      canvas.put(column, glyphs.sign[told.sign], isFuture ? 'dim' : STYLE[told.sign]);
    let start = column + BEFORE_TEXT;
    // The text of a folded lane goes where there is room: nobody else speaks in this row.
    if (lane.folded) start = Math.max(0, Math.min(start, this.width - text.length));
    const indent = text.length - text.trimStart().length;
    canvas.put(start + indent, text.trimStart(), style);
    if (told !== null && signed && told.to.length > 0)
      this.drawArrows(canvas, lane, start + text.length, told.to);
    return canvas.line();
  }

  private drawGutter(canvas: Canvas, position: number, first: boolean): void {
    const { timeline, cursor, marks, glyphs } = this.view;
    if (position > timeline.length) return;
    const isHere = position === cursor;
    const { loop } = timeline;
    const column = 1 + this.digits;
    if (first) {
      if (isHere) canvas.put(0, glyphs.cursor, 'bold');
      canvas.put(1, String(position).padStart(this.digits), isHere ? 'bold' : 'dim');
      const mark = [...marks].find(([, at]) => at === position)?.[0];
      if (mark !== undefined) canvas.put(column, mark, 'mark');
      if (timeline.isSwitch(position)) canvas.put(column + 1, glyphs.switch, 'switch');
    }
    if (loop === null || position <= loop) return;
    const { cycle } = glyphs;
    const ofCycle =
      position === loop + 1 && first ? cycle.first : position === timeline.length ? cycle.last : cycle.inside;
    canvas.put(column + 2, ofCycle, 'switch');
  }

  /** What every CPU is in, nested contexts beside each other. */
  private drawBars(canvas: Canvas, position: number, told: RaceLine | null): void {
    const { timeline, glyphs, cursor } = this.view;
    const { machine } = timeline;
    const dim = cursor !== null && position > cursor;
    const after = timeline.state(Math.min(position, timeline.length));
    const before = timeline.step(position)?.before ?? after;
    for (const { cpu, column } of this.lanes) {
      // A step is done in the context that it ends; an interrupt is in what it begins.
      const isSpeaker = told !== null && told.cpu === cpu && position <= timeline.length;
      const state = isSpeaker && timeline.step(position)?.move.kind === 'step' ? before : after;
      const stack = stackOf(machine, state, cpu);
      const at = this.gutter + column;
      if (stack === null) canvas.put(at, glyphs.stopped, dim ? 'dim' : 'bad');
      else if (stack.length === 0) canvas.put(at, glyphs.idle, 'dim');
      else
        stack.forEach((context, i) => {
          canvas.put(at + i, glyphs.bar[context], dim || context === 'task' ? 'dim' : 'interrupt');
        });
    }
  }

  /** From the one who sends to those it is sent to, across the lanes between them. */
  private drawArrows(canvas: Canvas, from: Lane, end: number, to: readonly number[]): void {
    const { glyphs } = this.view;
    const targets = this.lanes.filter(({ cpu }) => cpu !== from.cpu && to.includes(cpu));
    for (const { column } of targets) {
      const goal = this.gutter + column;
      if (column > from.column) canvas.across(end + 1, goal - 1, glyphs.across, glyphs.crossing);
      else canvas.across(goal + 1, this.gutter + from.column - 1, glyphs.across, glyphs.crossing);
    }
    for (const { column } of targets)
      canvas.put(this.gutter + column, column > from.column ? glyphs.right : glyphs.left, 'arrow');
  }
}
