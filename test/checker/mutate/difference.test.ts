import { describe, expect, it } from 'vitest';
import { both, differenceOf, isWithin } from '../../../checker/mutate/difference.js';
import { graphOf, quotient, type Seen, variablesRead } from '../../../checker/mutate/equivalence.js';
import {
  always,
  atEnd,
  type Fn,
  flag,
  fn,
  int,
  lower,
  lt,
  noDeadlock,
  not,
  type Property,
  read,
  shared,
  system,
  wait,
  when,
  write,
} from '../../../model/language/index.js';

/** Why nobody notices a mutant, on systems so small that the answer is known. */

const graph = (seen: string, next: number[][]): Seen => ({ seen: [...seen], next });

describe('inclusion of what can be seen', () => {
  const choice = graph('abc', [[1, 2], [], []]);

  it('is of runs: fewer are within more, not more within fewer', () => {
    const one = graph('ab', [[1], []]);
    expect(isWithin(one, choice)).toBe(true);
    expect(isWithin(choice, one)).toBe(false);
    expect(isWithin(graph('bc', [[1], []]), choice)).toBe(false);
  });

  it('does not mind how long something stays as it is', () => {
    const slow = graph('aaabb', [[1, 2], [0], [3], [4], []]);
    expect(isWithin(slow, choice)).toBe(true);
    expect(isWithin(choice, slow)).toBe(false);
    expect(isWithin(graph('ab', [[1], []]), slow)).toBe(true);
  });

  it('does not mind when the other chooses', () => {
    const early = graph('aabcbd', [[1], [2, 4], [3], [], [5], []]);
    const late = graph('abcd', [[1], [2, 3], [], []]);
    expect(isWithin(late, early)).toBe(true);
    expect(isWithin(early, late)).toBe(true);
  });

  it('is of what happens one after the other, not of what there is', () => {
    expect(isWithin(graph('acb', [[1], [2], []]), graph('abc', [[1], [2], []]))).toBe(false);
  });

  it('is the same for what nobody can tell apart', () => {
    const twice = graph('aabbc', [[2], [3], [4], [4], []]);
    expect(quotient(graph('abbc', [[1, 2], [3], [3], []]))).toEqual(graph('abc', [[1], [2], []]));
    expect(isWithin(quotient(twice), twice)).toBe(true);
  });
});

const g = shared({ done: flag, log: int(0, 3), ready: flag });
const source = { file: 'kernel/kexec.c', versions: 'any' };
const text = (body: Fn['body']): Fn => fn('work', { source }, () => body);
const done = atEnd('done', read(g.done), { says: 'It is done.', because: 'it is not done' });

const difference = (before: Fn['body'], after: Fn['body'], properties: Property[] = [done, noDeadlock]) => {
  const reader = fn('reader', { source }, () => ({
    look: when(read(g.ready), { seen: write(g.log, 3) }),
  }));
  const graphs = [before, after].map((body) => {
    const m = lower(system({ name: 's', cpus: 2, tasks: [text(body), reader] }), properties);
    return graphOf(m, variablesRead(m), 1000)!;
  });
  return differenceOf(graphs[0], graphs[1]);
};

describe('why nobody notices', () => {
  const finish = { done: write(g.done, true) };

  it('has fewer runs', () => {
    const waiting = { ready: write(g.ready, true), wait_: wait(read(g.ready)), ...finish };
    // The reader can no longer come first.
    const late = { wait_: wait(not(read(g.ready))), ready: write(g.ready, true), ...finish };
    expect(difference(waiting, late)).toEqual({ kind: 'fewer-runs' });
  });

  it('is different in memory that no property reads, or that is asked about only in the end', () => {
    expect(difference({ ...finish }, { ready: write(g.ready, true), ...finish })).toEqual({
      kind: 'not-asked',
    });
    const again = { ...finish, undo: write(g.done, false), redo: write(g.done, true) };
    expect(difference(finish, again)).toEqual({ kind: 'not-asked' });
  });

  it('breaks in a new way what is broken already', () => {
    const stuck = { wait_: wait(read(g.done)) };
    const readied = { ready: write(g.ready, true), ...stuck };
    const unready = atEnd('unready', not(read(g.ready)), { says: 'Not ready.', because: 'it is ready' });
    expect(difference(stuck, readied, [noDeadlock])).toEqual({ kind: 'not-asked' });
    // The verdict on `unready` moves as well: what is told here is only where they are broken anew.
    expect(difference(stuck, readied, [noDeadlock, unready])).toMatchObject({ kind: 'broken-already' });
  });

  it('is not known where a property sees something new, and allows it', () => {
    const small = always('small', lt(read(g.log), 3), { says: 'It is small.', because: 'it is 3' });
    expect(difference(finish, { log: write(g.log, 1), ...finish }, [small])).toBeNull();
  });

  it('is, of several cases, the weakest', () => {
    const already = (name: string) => ({ kind: 'broken-already' as const, properties: [name] });
    expect(both({ kind: 'fewer-runs' }, { kind: 'not-asked' })).toEqual({ kind: 'not-asked' });
    expect(both(already('a'), { kind: 'not-asked' })).toEqual(already('a'));
    expect(both(already('a'), already('b'))).toEqual({ kind: 'broken-already', properties: ['a', 'b'] });
  });
});
