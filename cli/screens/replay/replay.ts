import { successors } from '../../../checker/reference/step.js';
import { explainWaits } from '../../../checker/trace/deadlock.js';
import type { RunStep } from '../../../checker/verdict.js';
import { nearest } from '../../../model/language/errors.js';
import { type OpenedRun, verdictOfRun } from '../../opened-run.js';
import { type Question, violatedIn } from './question.js';
import { findStep } from './search.js';
import type { Timeline } from './timeline.js';

/** The panels beside the space-time view. */
export const PANELS = ['state', 'source', 'what if', 'locks'] as const;
export type Panel = (typeof PANELS)[number];

/** What is asked for at the bottom of the screen. */
export interface Prompt {
  readonly asks: 'search' | 'watch' | 'write' | 'save' | 'mark' | 'go to mark';
  readonly text: string;
}

/** Something that the screen cannot do by itself. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'save'; readonly file: string };

/** A replay at one moment. Everything that a key does is a new one of these; nothing here draws or writes. */
export interface Replay {
  readonly question: Question;
  readonly timeline: Timeline;
  readonly cursor: number;
  /** How often a run that goes round has been gone round. */
  readonly rounds: number;
  readonly marks: ReadonlyMap<string, number>;
  /** Names of variables. */
  readonly watch: readonly string[];
  readonly search: string;
  readonly panel: Panel;
  /** Only the panel, on the whole screen. */
  readonly zoom: boolean;
  /** How far the panel is scrolled from where it would be. */
  readonly scroll: number;
  readonly help: boolean;
  /** The runs that were left for another one, and where. */
  readonly trail: readonly Pick<Replay, 'timeline' | 'cursor' | 'marks'>[];
  /** Which of the possible steps is selected; null while nobody chooses. */
  readonly choice: number | null;
  readonly prompt: Prompt | null;
  /** The number typed before a key. */
  readonly count: string;
  readonly message: string;
  /** Where the run is saved if nobody says otherwise. */
  readonly file: string;
  readonly effect: Effect | null;
}

export function openReplay(question: Question, timeline: Timeline, file: string): Replay {
  return {
    question,
    timeline,
    cursor: 0,
    rounds: 0,
    marks: new Map(),
    watch: [],
    search: '',
    panel: 'state',
    zoom: false,
    scroll: 0,
    help: false,
    trail: [],
    choice: null,
    prompt: null,
    count: '',
    message: '',
    file,
    effect: null,
  };
}

/** What the end of the run that is looked at shows. One made by hand shows what is violated there, if anything is. */
export function shownBy({
  question,
  timeline,
  trail,
}: Replay): Pick<OpenedRun, 'property' | 'verdict' | 'why'> {
  // The run that was opened has been judged as a whole.
  if (trail.length === 0) return question;
  const end = timeline.length;
  const violated = violatedIn(question, timeline.state(end));
  if (violated === undefined) return { property: question.property, verdict: 'incomplete', why: [] };
  const { name, because } = violated;
  const kind = question.machine.properties.find((p) => p.name === name)?.kind;
  const waits = kind === 'noDeadlock' ? waitsAt(timeline, end) : [];
  return { property: name, verdict: 'violated', why: [because, ...waits] };
}

export const verdictLines = (r: Replay): readonly string[] => verdictOfRun(shownBy(r));

/** The run that is looked at, for others. */
export const runOf = (r: Replay): OpenedRun => ({ ...r.question, ...shownBy(r), run: r.timeline.run });

/** Who waits for what at a position, in words. */
export const waitsAt = (timeline: Timeline, position: number): string[] =>
  explainWaits(timeline.machine, timeline.state(position), (field) => timeline.lastWrite(field, position));

// ---- Moving ---------------------------------------------------------------------------------------------------------

export const say = (r: Replay, message: string): Replay => ({ ...r, message });

export function goTo(r: Replay, position: number): Replay {
  const cursor = Math.max(0, Math.min(position, r.timeline.length));
  return { ...r, cursor, scroll: 0 };
}

/** Forward and back by steps. Behind the end of a run that goes round is its cycle again. */
export function stepBy(r: Replay, steps: number): Replay {
  const { length, loop } = r.timeline;
  const to = r.cursor + steps;
  if (loop !== null && to > length) {
    const cycle = length - loop;
    const rounds = r.rounds + Math.ceil((to - length) / cycle);
    return say({ ...goTo(r, loop + ((to - loop - 1) % cycle) + 1), rounds }, roundText(rounds));
  }
  if (loop !== null && to <= loop && r.rounds > 0 && steps < 0) {
    const rounds = r.rounds - 1;
    return say({ ...goTo(r, length + (to - loop)), rounds }, roundText(rounds));
  }
  const moved = goTo(r, to);
  if (moved.cursor === r.cursor)
    return say(moved, steps > 0 ? 'this is the end of the run; t tries other steps' : 'this is the start');
  return moved;
}

const roundText = (rounds: number): string =>
  rounds === 0 ? 'the first time round' : `round ${rounds + 1}: the cycle goes on like this for ever`;

/** Round the cycle once, from its first step. */
export function goRound(r: Replay): Replay {
  const { loop, length } = r.timeline;
  if (loop === null) return say(r, 'this run does not go round: it ends');
  if (r.cursor <= loop) return say(goTo(r, loop + 1), `the cycle is steps ${loop + 1} to ${length}`);
  return stepBy(r, length - loop);
}

export function goToSwitch(r: Replay, direction: 1 | -1, times: number): Replay {
  let at: number | null = r.cursor;
  for (let i = 0; i < times && at !== null; i++) at = r.timeline.nextSwitch(at, direction);
  return at === null
    ? say(r, `no context switch ${direction > 0 ? 'behind' : 'before'} this step`)
    : goTo(r, at);
}

/** To the next or the last step that writes what is watched. */
export function goToWrite(r: Replay, direction: 1 | -1): Replay {
  if (r.watch.length === 0) return ask(r, 'write');
  const fields = new Set(r.watch.flatMap((name) => fieldsOf(r, name)));
  const writes = [...fields].flatMap((field) => r.timeline.writesOf(field));
  const later = writes.filter((at) => (direction > 0 ? at > r.cursor : at < r.cursor));
  if (later.length === 0)
    return say(
      r,
      `${r.watch.join(', ')}: not written ${direction > 0 ? 'behind' : 'before'} this step any more`,
    );
  const at = later.reduce((a, b) => (direction > 0 ? Math.min(a, b) : Math.max(a, b)));
  return goTo(r, at);
}

export function searchOn(r: Replay, direction: 1 | -1): Replay {
  if (r.search === '') return ask(r, 'search');
  const { at, wrapped } = findStep(r.timeline, r.search, r.cursor, direction);
  if (at === null) return say(r, `nothing in this run is about '${r.search}'`);
  return say(goTo(r, at), wrapped ? `'${r.search}' again, from the other end` : '');
}

// ---- Asking ---------------------------------------------------------------------------------------------------------

export const ask = (r: Replay, asks: Prompt['asks'], text = ''): Replay => ({ ...r, prompt: { asks, text } });

/** What was typed at a prompt. */
export function answer(r: Replay, { asks, text }: Prompt): Replay {
  const done: Replay = { ...r, prompt: null };
  const written = text.trim();
  switch (asks) {
    case 'search':
      return written === '' ? done : searchOn({ ...done, search: written }, 1);
    case 'watch':
      return written === '' ? done : watch(done, written);
    case 'write': {
      if (written === '') return done;
      const watching = r.watch.includes(written) ? done : watch(done, written);
      return watching.watch.length === 0 ? watching : goToWrite({ ...watching, message: '' }, 1);
    }
    case 'save':
      return written === '' ? done : { ...done, file: written, effect: { kind: 'save', file: written } };
    case 'mark':
      return say(
        { ...done, marks: new Map([...done.marks, [text, r.cursor]]) },
        `mark ${text} is at step ${r.cursor}`,
      );
    case 'go to mark': {
      const at = r.marks.get(text);
      return at === undefined ? say(done, `there is no mark ${text}; m${text} sets it`) : goTo(done, at);
    }
  }
}

/** Every variable that can be watched. */
export const watchable = ({ timeline }: Replay): string[] => {
  const { variables, fields } = timeline.machine;
  return variables.flatMap((v) => (v.fields.length === 1 ? [v.name] : v.fields.map((f) => fields[f].name)));
};

/** The fields that a name stands for: one cell, or all cells of a variable. */
export function fieldsOf({ timeline }: Replay, name: string): readonly number[] {
  const { variables, fields } = timeline.machine;
  const all = variables.find((v) => v.name === name)?.fields;
  return all ?? variables.flatMap((v) => v.fields).filter((f) => fields[f].name === name);
}

/** Watches a variable, or no longer. */
export function watch(r: Replay, written: string): Replay {
  if (r.watch.includes(written))
    return say({ ...r, watch: r.watch.filter((w) => w !== written) }, `${written} is no longer watched`);
  const names = [...new Set([...r.timeline.machine.variables.map((v) => v.name), ...watchable(r)])];
  const matching = names.filter((n) => n.includes(written));
  const name = names.includes(written) ? written : matching.length === 1 ? matching[0] : undefined;
  if (name === undefined) {
    const near = nearest(written, names);
    const hint =
      matching.length > 1
        ? `which of ${matching.join(', ')}?`
        : near === undefined
          ? ''
          : `did you mean ${near}?`;
    return say(r, `there is no variable '${written}'${hint === '' ? '' : `; ${hint}`}`);
  }
  return say(
    { ...r, watch: [...r.watch, name], panel: 'state' },
    `${name} is watched; w goes to its next write`,
  );
}

/** What can be typed on to at a prompt: the part that all possible names share. */
export function complete(r: Replay, prompt: Prompt): Prompt {
  if (prompt.asks !== 'watch' && prompt.asks !== 'write') return prompt;
  const matching = watchable(r).filter((n) => n.startsWith(prompt.text));
  if (matching.length === 0) return prompt;
  let [common] = matching;
  for (const name of matching) while (!name.startsWith(common)) common = common.slice(0, -1);
  return { ...prompt, text: common };
}

// ---- What if --------------------------------------------------------------------------------------------------------

export interface Alternative {
  readonly step: RunStep;
  /** Whether the run that is looked at goes this way. */
  readonly taken: boolean;
}

/** Everything that can happen at the cursor. */
export function alternatives({ timeline, cursor }: Replay): Alternative[] {
  const before = timeline.state(cursor);
  const next = timeline.step(cursor + 1);
  return successors(timeline.machine, before).map(({ move, state, steps }) => ({
    step: { move, before, after: state, steps },
    taken: next !== undefined && JSON.stringify(next.move) === JSON.stringify(move),
  }));
}

export function choose(r: Replay): Replay {
  const all = alternatives(r);
  if (all.length === 0) return say({ ...r, panel: 'what if' }, 'nothing can happen here: the run is over');
  // One that the run did not take comes first to mind.
  const other = all.findIndex((a) => !a.taken);
  return { ...r, panel: 'what if', choice: Math.max(0, other), scroll: 0 };
}

export function moveChoice(r: Replay, by: number): Replay {
  const count = alternatives(r).length;
  const choice = Math.max(0, Math.min((r.choice ?? 0) + by, count - 1));
  return { ...r, choice };
}

/** Takes the selected step. Going the way of the run is a step in it; any other begins a run of one's own. */
export function take(r: Replay): Replay {
  const chosen = alternatives(r)[r.choice ?? 0];
  if (chosen === undefined) return { ...r, choice: null };
  if (chosen.taken) return keepChoosing(goTo(r, r.cursor + 1));
  const { timeline, cursor, marks } = r;
  const branched: Replay = {
    ...r,
    timeline: timeline.branch(cursor, chosen.step),
    // A step behind one's own last one belongs to the same detour.
    trail:
      r.trail.length > 0 && cursor === timeline.length ? r.trail : [...r.trail, { timeline, cursor, marks }],
    marks: new Map([...marks].filter(([, at]) => at <= cursor)),
  };
  const moved = goTo(branched, cursor + 1);
  const violated = violatedIn(r.question, moved.timeline.state(moved.cursor));
  return keepChoosing(
    say(
      moved,
      violated === undefined ? '' : `${violated.name} is violated here: S saves this run, u goes back`,
    ),
  );
}

function keepChoosing(r: Replay): Replay {
  const all = alternatives(r);
  if (all.length === 0)
    return { ...r, choice: null, message: r.message || 'the run is over: S saves it, u goes back' };
  return {
    ...r,
    choice: Math.max(
      0,
      all.findIndex((a) => a.taken),
    ),
  };
}

/** Back to the run that was left, where it was left. */
export function comeBack(r: Replay): Replay {
  const left = r.trail.at(-1);
  if (left === undefined) return say(r, 'this is the run that was opened');
  return say(
    { ...goTo({ ...r, ...left }, left.cursor), trail: r.trail.slice(0, -1), choice: null },
    'back in the run that was left',
  );
}
