import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import {
  type Block,
  type Cpu,
  cpuOrNone,
  type E,
  eq,
  flag,
  fn,
  lower,
  NONE,
  ret,
  shared,
  system,
  when,
  write,
} from '../../model/language/index.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../../model/machine/spinlock.js';
import { locksHeld } from '../../properties/locks-held.js';

const g = shared({ lock: cpuOrNone, data: flag });
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
});
