import type { ChalkInstance } from 'chalk';
import { type OpenedRun, verdictText } from '../opened-run.js';
import { wrap } from './columns.js';
import { raceDiagram } from './race-diagram.js';
import { runSize, variantText } from './variant.js';

/** A run as text: what it is a run of, its diagram, and what that shows. */
export function replayText(opened: OpenedRun, style: ChalkInstance, width: number): string {
  const { scenario, variant, machine, property, verdict, why, run } = opened;
  const diagram = raceDiagram(machine, run, {
    width,
    because: why,
    heading: (t) => style.bold(t),
    comment: (t) => style.red(t),
  });
  return `${[
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    ...wrap(variantText(scenario, variant), width),
    '',
    diagram,
    '',
    style.bold(`${property} ${verdictText(verdict)}: ${runSize(run)}, executed again`),
  ].join('\n')}\n`;
}
