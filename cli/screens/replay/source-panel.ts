import { locationOf, runningContext } from '../../../checker/reference/step.js';
import { CONTEXTS } from '../../../model/language/ir.js';
import type { PathEntry } from '../../../model/language/machine.js';
import { listing } from '../../../model/language/print-c.js';
import { stepText } from '../../reporters/step-text.js';
import type { Told } from '../../reporters/walk.js';
import { walkSteps } from '../../reporters/walk.js';
import { type Line, line, span } from '../text.js';
import type { Glyphs } from './glyphs.js';
import type { PanelText } from './panel.js';
import type { Replay } from './replay.js';
import type { Timeline } from './timeline.js';

/** Which lines of which function are shown as the current ones. */
export interface Place {
  readonly path: readonly PathEntry[];
  /** Labels of what the step at the cursor did there. */
  readonly labels: ReadonlySet<string>;
}

/** The listing of the function that runs, as C, with the lines of the step at the cursor marked. */
export function sourcePanel({ question, timeline, cursor }: Replay, glyphs: Glyphs): PanelText {
  const place = placeAt(timeline, cursor);
  const here = place?.path.at(-1);
  const fn = here === undefined ? undefined : question.functions.get(here.fn);
  if (place === null || here === undefined || fn === undefined)
    return { title: 'source', lines: [line(span('nothing runs here', 'dim'))], anchor: 0 };
  const { file, versions } = here.source;
  const callers = place.path.slice(0, -1).reverse();
  const pinned: Line[] = [
    line(span(`${file}, ${versions}`, 'bold')),
    ...(callers.length === 0
      ? []
      : [line(span(`called from ${callers.map((c) => `${c.name}()`).join(', from ')}`, 'dim'))]),
  ];
  const lines = listing(fn).map(({ text, label }) => {
    const isHere = label !== null && place.labels.has(label);
    const sign = isHere ? `${glyphs.cursor} ` : '  ';
    const shown = text.replaceAll('\t', '    ');
    return line(span(sign, 'bold'), span(shown, isHere ? 'selected' : 'plain'));
  });
  const first = lines.findIndex(([, code]) => code?.style === 'selected');
  return {
    title: `source: ${here.name}()`,
    pinned,
    lines,
    anchor: Math.max(0, first),
  };
}

/** Where the step at a position was done: the last of its steps that tells something. At the start, where control is. */
export function placeAt(timeline: Timeline, position: number): Place | null {
  const m = timeline.machine;
  const step = timeline.step(position);
  if (step === undefined) {
    const state = timeline.state(0);
    for (let cpu = 0; cpu < m.cpus; cpu++) {
      const context = runningContext(m, state, cpu);
      if (context !== null) return resting(locationOf(m, state, cpu, context).path);
    }
    return null;
  }
  const told = walkSteps(m, step);
  if (told.length > 0) {
    const main = told.findLast((t) => stepText(m, t) !== null) ?? told[told.length - 1];
    const labels = told.filter((t) => sameCall(t, main)).map((t) => t.path.at(-1)?.label ?? '');
    return { path: main.path, labels: new Set(labels) };
  }
  // An interrupt has only entered: its handler stands at its first step.
  const { cpu, context } = step.move;
  const frame = m.frames[cpu][CONTEXTS.find((c) => c === context) ?? 'task'];
  return frame === null ? null : resting(m.code[context][step.after[frame.pc]].path);
}

const resting = (path: readonly PathEntry[]): Place => ({
  path,
  labels: new Set([path.at(-1)?.label ?? '']),
});

/** Whether two steps are in the same call of the same function. */
function sameCall(a: Told, b: Told): boolean {
  const call = ({ path }: Told) =>
    path.map((p, i) => (i === path.length - 1 ? p.fn : `${p.fn}.${p.label}`)).join();
  return call(a) === call(b);
}
