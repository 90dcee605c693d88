import type { Step } from '../../../checker/reference/step.js';
import type { RunStep } from '../../../checker/verdict.js';
import type { Machine } from '../../../model/language/machine.js';
import { printNode } from '../../../model/language/print-c.js';
import type { Timeline } from './timeline.js';

/** The nearest step that is about a function, a label or a variable; past the end it goes on at the other one. */
export function findStep(
  timeline: Timeline,
  text: string,
  from: number,
  direction: 1 | -1,
): { readonly at: number | null; readonly wrapped: boolean } {
  const fits = matcher(timeline.machine, text.toLowerCase());
  const isMatch = (position: number): boolean => fits(timeline.step(position)!);
  const ahead = timeline.seek(from, direction, isMatch);
  if (ahead !== null) return { at: ahead, wrapped: false };
  const end = direction > 0 ? 0 : timeline.length + 1;
  return { at: timeline.seek(end, direction, isMatch), wrapped: true };
}

/** Whether a step matches. A run passes the same places again and again, so that each is looked at once. */
function matcher(m: Machine, text: string): (step: RunStep) => boolean {
  const known = new Map<string, boolean>();
  return ({ move, steps }) => {
    if (move.kind !== 'step') return m.vectors[move.vector].name.toLowerCase().includes(text);
    return steps.some((step) => {
      const key = `${step.context} ${step.location} ${step.edge}`;
      const found = known.get(key) ?? aboutStep(m, step).includes(text);
      known.set(key, found);
      return found;
    });
  };
}

/** The functions that a step is in, its labels, and its text with the names of its variables. */
function aboutStep(m: Machine, { context, location: id, edge }: Step): string {
  const here = m.code[context][id];
  const { via } = here.edges[edge];
  const { path, node } = via === null ? here : m.code[context][via];
  const names = path.map((p) => `${p.name}() ${p.label}`);
  return [...names, node === null ? '' : printNode(node)].join(' ').toLowerCase();
}
