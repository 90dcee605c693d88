import type { DomainIR } from '../../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Location, Machine, MachineVector } from '../../../model/language/machine.js';
import { comes } from '../vectors.js';
import type { Words } from './words.js';

/** The processes that run the same code, one on each of some CPUs. */
export interface Process {
  readonly name: string;
  readonly context: Context;
  readonly cpus: readonly number[];
  /** The process number of the first; the others follow. */
  readonly pid: number;
  /** Where they start: at a task's first step, or idle. */
  readonly start: number;
  readonly vectors: readonly { readonly vector: MachineVector; readonly index: number }[];
  /** Where they can rest, apart from being idle, in the order of the text. */
  readonly resting: readonly Location[];
  readonly locals: readonly (Local | null)[];
}

export interface Local {
  readonly name: string;
  readonly domain: DomainIR;
  readonly min: number;
  readonly max: number;
  /** Holds something only while a transition lasts, so that it need not be part of the state. */
  readonly isPassing: boolean;
  /** What the model calls it, in the order of the steps. Locals that are never live together share their place. */
  readonly called: readonly string[];
}

/** All processes, in the order of the text, which is that of their numbers. */
export function processesOf(m: Machine, words: Words): Process[] {
  const found: Process[] = [];
  let pid = 0;
  const add = (context: Context, cpus: readonly number[], start: number, vectors: Process['vectors']) => {
    const roots = context === 'task' ? [start] : vectors.map(({ vector }) => vector.entry);
    const resting = restingFrom(m, context, roots);
    // Every location on the way to a task's entry names the program as its outermost function.
    const program = context === 'task' ? m.code.task[start].path[0]?.name : undefined;
    const name = words.names.fresh(program === undefined ? `${context}_handler` : `${program}_task`);
    const locals = localsOf(m, words, context, cpus, resting);
    found.push({ name, context, cpus, pid, start, vectors, resting, locals });
    pid += cpus.length;
  };
  const programs = new Map<number, number[]>();
  m.frames.forEach(({ task }, cpu) => {
    if (task !== null) programs.set(task.entry, [...(programs.get(task.entry) ?? []), cpu]);
  });
  for (const [entry, cpus] of programs) add('task', cpus, entry, []);
  for (const context of CONTEXTS) {
    if (context === 'task') continue;
    const cpus = m.frames.flatMap((f, cpu) => (f[context] === null ? [] : [cpu]));
    const vectors = m.vectors
      .map((vector, index) => ({ vector, index }))
      .filter(({ vector }) => vector.context === context && comes(vector));
    if (cpus.length > 0) add(context, cpus, 0, vectors);
  }
  return found;
}

/** Where control can rest, coming from these locations. */
function restingFrom(m: Machine, context: Context, roots: readonly number[]): Location[] {
  const code = m.code[context];
  const seen = new Set<number>(roots);
  for (const id of seen) for (const { target } of code[id].edges) seen.add(target);
  return code.filter((l) => l.rests && l.id !== 0 && seen.has(l.id));
}

function localsOf(
  m: Machine,
  words: Words,
  context: Context,
  cpus: readonly number[],
  resting: readonly Location[],
): (Local | null)[] {
  const slots = cpus.map((cpu) => m.frames[cpu][context]!.slots);
  const called = localNames(m, context, resting);
  const taken = new Map<string, number>();
  return slots[0].map((_, slot) => {
    const fields = slots.flatMap((of) => of[slot] ?? []);
    if (fields.length === 0) return null;
    const { domain, range } = m.fields[fields[0]];
    if (domain.kind === 'pc') throw new Error('internal error: a program counter among the locals');
    const names = called[slot] ?? [];
    const isPassing = fields.every((f) => m.fields[f].values?.length === 1);
    const plain = names.length === 0 ? PASSING[domain.kind] : names.slice(0, 2).join('_or_');
    // Hidden variables share a name space with all of pan.c.
    const wanted = isPassing ? `tmp_${plain}` : plain;
    // Processes share a variable that holds nothing between transitions.
    const kind = isPassing ? JSON.stringify([domain, range]) : '';
    const nth = taken.get(wanted + kind) ?? 0;
    taken.set(wanted + kind, nth + 1);
    return { name: words.local(wanted, nth, kind), domain, ...range, isPassing, called: names };
  });
}

/** What the model calls the locals that live in a slot, by slot. */
function localNames(m: Machine, context: Context, resting: readonly Location[]): string[][] {
  const called: Set<string>[] = [];
  const reached = new Set(resting.map((l) => l.id));
  for (const { id, rests, scope } of m.code[context]) {
    if (rests && !reached.has(id)) continue;
    for (const [name, slot] of Object.entries(scope)) {
      called[slot] ??= new Set();
      called[slot].add(name.replace(/\.\d+$/, ''));
    }
  }
  return Array.from(called, (names) => [...(names ?? [])]);
}

/** Names for locals that live only while a transition lasts, which no place in the model names. */
const PASSING: Readonly<Record<DomainIR['kind'], string>> = {
  flag: 'is_so',
  oneOf: 'what',
  int: 'number',
  cpu: 'that_cpu',
  cpuOrNone: 'that_cpu',
  cpuSet: 'these_cpus',
};

/** The process that runs a context of a CPU, if one does. */
export const processAt = (
  processes: readonly Process[],
  cpu: number,
  context: Context,
): Process | undefined => processes.find((p) => p.context === context && p.cpus.includes(cpu));

/** The CPU of the process that asks. */
export const ownCpu = (p: Process): string =>
  translation(
    '_pid',
    p.cpus.map((cpu, i) => [p.pid + i, cpu]),
  );

/** A process as others name it. */
export function remote(p: Process, cpu: string): string {
  const pid = translation(
    cpu,
    p.cpus.map((c, i) => [c, p.pid + i]),
  );
  return `${p.name}[${pid.includes('->') ? pid : pid.replace(/^\((.*)\)$/, '$1')}]`;
}

/** An expression that turns one number into another; an offset where that will do. */
function translation(from: string, table: readonly (readonly [number, number])[]): string {
  const [[a, b]] = table;
  const offset = b - a;
  if (table.every(([x, y]) => y - x === offset))
    return offset === 0 ? from : `(${from} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)})`;
  return table
    .slice(0, -1)
    .reduceRight((text, [x, y]) => `(${from} == ${x} -> ${y} : ${text})`, String(table.at(-1)?.[1]));
}
