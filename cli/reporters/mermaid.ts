import { type OpenedRun, titleOfRun } from '../opened-run.js';
import { type RaceLine, tellRace } from './race-lines.js';

/** A run as a Mermaid sequence diagram, as GitHub and GitLab draw it in an issue. */
export function mermaid(opened: OpenedRun): string {
  const { machine, run, why, property } = opened;
  const { lines, contexts } = tellRace(machine, run);
  const cpus = [...contexts.keys()].sort((a, b) => a - b);
  const first = name(cpus[0] ?? 0);
  const last = name(cpus.at(-1) ?? 0);
  const over = first === last ? first : `${first},${last}`;
  return `${[
    'sequenceDiagram',
    `    %% ${titleOfRun(opened)}: ${property}`,
    ...cpus.map((cpu) => `    participant ${name(cpu)} as CPU ${cpu} (${contexts.get(cpu)?.join(', ')})`),
    ...lines.flatMap((l) => told(l, cpus).map((text) => `    ${text}`)),
    ...(why.length === 0 ? [] : [`    Note over ${over}: ${escaped(why.join('<br/>'))}`]),
  ].join('\n')}\n`;
}

const name = (cpu: number): string => `cpu${cpu}`;

function told(line: RaceLine, cpus: readonly number[]): string[] {
  const who = name(line.cpu);
  if (line.sign === 'interrupt') {
    const leaves = line.text.startsWith('</');
    const what = escaped(line.text.replace(/^<\/?|>$/g, ''));
    // A bar beside the life line for each interrupt that the CPU is in.
    return leaves
      ? [`Note over ${who}: ${what} returns`, `deactivate ${who}`]
      : [`activate ${who}`, `Note over ${who}: ${what}`];
  }
  const text = escaped(line.text);
  const targets = line.to.filter((cpu) => cpu !== line.cpu && cpus.includes(cpu));
  if (line.sign === 'send' && targets.length > 0)
    return targets.map((cpu) => `${who}-)${name(cpu)}: ${text}`);
  if (line.sign === 'call') return [`Note over ${who}: ${text}`];
  return [`${who}->>${who}: ${text}`];
}

/** What would end a statement or begin markup in Mermaid. A line break is markup that is meant. */
const escaped = (text: string): string =>
  text
    .split('<br/>')
    .map((part) => part.replace(/[#;<>]/g, (c) => `#${c.charCodeAt(0)};`))
    .join('<br/>');
