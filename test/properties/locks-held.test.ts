import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import {
  and,
  type Block,
  type Cpu,
  call,
  cmpxchg,
  cpuOrNone,
  type E,
  eq,
  flag,
  fn,
  halt,
  knowledge,
  lower,
  NONE,
  ne,
  not,
  on,
  ret,
  shared,
  system,
  vector,
  when,
  write,
  xchg,
} from '../../model/language/index.js';
import { rcu_read_lock, rcu_read_unlock } from '../../model/machine/rcu.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../../model/machine/spinlock.js';
import { locksHeld } from '../../properties/locks-held.js';

const g = shared({ lock: cpuOrNone, data: flag, busy: flag });
const source = { file: 'kernel/printk/printk.c', versions: 'any' };

/** The verdict on two CPUs that run a function; null if nothing is promised. */
async function verdict(body: (self: E<Cpu>) => Block): Promise<string | null> {
  const f = fn('f', { source, locals: { old: cpuOrNone } }, ({ self }) => body(self));
  return judge(f);
}
async function judge(f: Parameters<typeof system>[0]['tasks']): Promise<string | null> {
  const s = system({ name: 's', cpus: 2, tasks: f });
  const properties = locksHeld(s);
  if (properties.length === 0) return null;
  return (await explore(lower(s, properties))).properties[0].verdict;
}

const lock = (self: E<Cpu>) => raw_spin_lock(g.lock, self);
const unlock = raw_spin_unlock(g.lock);
const work = write(g.data, true);

describe('locks-held', () => {
  it('holds of a section that is closed', async () => {
    expect(await verdict((self) => ({ lock: lock(self), work, unlock }))).toBe('holds');
  });

  it('promises nothing of a word that nobody takes', async () => {
    expect(await verdict(() => ({ lock: { ...lock(NONE), reason: 'x' }, work, unlock }))).toBe(null);
  });

  it('asks only what is inside, where somebody gives the lock back elsewhere, or never', async () => {
    expect(await verdict((self) => ({ lock: lock(self), work }))).toBe('holds');
  });

  it('promises nothing of a lock that somebody sets free for others', async () => {
    const zap = fn('zap_locks', { source }, () => ({ init: write(g.lock, NONE) }));
    const f = fn('f', { source }, ({ self }) => ({ lock: lock(self), work, unlock }));
    expect(await judge([f, zap])).toBe(null);
    expect(await verdict((self) => ({ lock: lock(self), oops: write(g.lock, NONE), unlock }))).toBe(null);
  });

  it('knows a trylock', async () => {
    const f = fn('f', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      trylock: raw_spin_trylock(g.lock, self, old),
      busy: when(eq(old, NONE), {}, { out: ret() }),
      work,
      unlock,
    }));
    const other = fn('other', { source }, ({ self }) => ({ lock: lock(self), work, unlock }));
    expect(await judge([f, other])).toBe('holds');
    // Whoever forgets it is found by the one who does not.
    const forgets = fn('forgets', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      trylock: raw_spin_trylock(g.lock, self, old),
      busy: when(eq(old, NONE), {}, { out: ret() }),
      early: when(eq(old, NONE), { leave: ret() }),
      unlock,
    }));
    expect(await judge([forgets, other])).toBe('violated');
  });

  it('knows a claim that returns what it found, and one that a lower context made', async () => {
    const claim = fn('claim', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      cmpxchg: cmpxchg(g.lock, NONE, self, old),
      lost: when(and(ne(old, NONE), ne(old, self)), { stop: halt }),
      work,
    }));
    const s = system({
      name: 's',
      cpus: 2,
      tasks: claim,
      vectors: [on(vector('v', 'nmi'), claim, { times: 1 })],
    });
    const [lock_] = knowledge(s).locks;
    expect(lock_.held.map((p) => `${p.context}:${p.label}`).sort()).toEqual(['nmi:work', 'task:work']);
    expect((await explore(lower(s, locksHeld(s)))).properties[0].verdict).toBe('holds');
  });

  it('follows a flag that is taken by an exchange, through the function that asks for it', async () => {
    const trylock = fn('trylock', { source, returns: flag, locals: { old: flag } }, ({ old }) => ({
      xchg: xchg(g.busy, true, old),
      result: ret(not(old)),
    }));
    const user = (body: Block) =>
      fn('user', { source, locals: { got: flag } }, ({ got }) => ({
        trylock: call(trylock, {}, got),
        busy: when(not(got), { out: ret() }),
        ...body,
      }));
    const right = user({ work, unlock: write(g.busy, false) });
    expect(await judge(right)).toBe('holds');
    const promised = locksHeld(system({ name: 's', cpus: 2, tasks: right }));
    const wrong = system({ name: 's', cpus: 2, tasks: user({ unlock: write(g.busy, false), work }) });
    expect((await explore(lower(wrong, promised))).properties[0].verdict).toBe('violated');
  });

  it('counts read sections', async () => {
    const reader = (body: Block) => fn('reader', { source }, () => body);
    const enter = call(rcu_read_lock);
    const leave = call(rcu_read_unlock);
    const promised = locksHeld(
      system({ name: 's', cpus: 1, tasks: reader({ enter, work, leave, after: work }) }),
    );
    const verdictOf = async (body: Block) =>
      (await explore(lower(system({ name: 's', cpus: 1, tasks: reader(body) }), promised))).properties[0]
        .verdict;
    expect(await verdictOf({ enter, work, leave, after: work })).toBe('holds');
    expect(await verdictOf({ work, enter, leave, after: work })).toBe('violated');
    expect(await verdictOf({ enter, work, after: work })).toBe('violated');
  });
});
