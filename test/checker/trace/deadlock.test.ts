import { describe, expect, it } from 'vitest';
import { explore } from '../../../checker/explore.js';
import { explainDeadlock } from '../../../checker/trace/deadlock.js';
import {
  type AnyFn,
  cpuOrNone,
  eq,
  flag,
  fn,
  halt,
  lower,
  NONE,
  ne,
  noDeadlock,
  on,
  park,
  read,
  shared,
  stopCpu,
  system,
  vector,
  wait,
  write,
} from '../../../model/language/index.js';
import { raw_spin_lock } from '../../../model/machine/spinlock.js';

const source = { file: 'test', versions: 'none' };
const g = shared({ lock: cpuOrNone, ready: flag });
const nmi = vector('a_nmi', 'nmi');

async function explained(tasks: (AnyFn | null)[], handler?: AnyFn): Promise<string[]> {
  const vectors = handler ? [on(nmi, handler, { times: 1 })] : [];
  const m = lower(system({ name: 'deadlock', cpus: tasks.length, tasks, vectors }), [noDeadlock]);
  const [report] = (await explore(m)).properties;
  if (report.verdict !== 'violated' || report.counterexample === null) return [report.verdict];
  return explainDeadlock(m, report.counterexample);
}

const takes = fn('takes', { source }, ({ self }) => ({ lock: raw_spin_lock(g.lock, self), hold: halt }));
const stops = fn('stops', { source }, ({ self }) => ({ lock: raw_spin_lock(g.lock, self), stop: stopCpu }));
const handler = fn('handler', { source }, ({ self }) => ({
  lock: raw_spin_lock(g.lock, self),
  unlock: write(g.lock, NONE),
}));

describe('explainDeadlock', () => {
  it('tells of a lock held by the context below on the same CPU', async () => {
    expect(await explained([takes], handler)).toEqual([
      'CPU 0 nmi waits in handler() for lock, which is 0',
      'CPU 0 task set it in takes(), and was interrupted by the nmi on top of it: it cannot run before that returns',
    ]);
  });

  it('tells of a lock held by a CPU that was stopped', async () => {
    const follows = fn('follows', { source }, ({ self }) => ({
      taken: wait(ne(read(g.lock), NONE)),
      lock: raw_spin_lock(g.lock, self),
    }));
    const lines = await explained([stops, follows]);
    expect(lines).toContain('CPU 1 task waits in follows() for lock, which is 0');
    expect(lines).toContain('CPU 0 task set it in stops(), and CPU 0 was stopped: it keeps what it holds');
  });

  it('tells of somebody who has finished without giving back', async () => {
    const keeps = fn('keeps', { source }, ({ self }) => ({ lock: raw_spin_lock(g.lock, self) }));
    expect(await explained([keeps, keeps])).toContain('CPU 0 task set it in keeps(), and has finished');
    expect(await explained([takes, takes])).toContain(
      'CPU 0 task set it in takes(), and stays in takes() for ever',
    );
  });

  it('tells of what nobody ever changed, and of who waits to be stopped', async () => {
    const waits = fn('waits', { source }, () => ({ ready: wait(eq(read(g.ready), true)) }));
    const parks = fn('parks', { source }, () => ({ relax: park }));
    expect(await explained([waits, parks])).toEqual([
      'CPU 0 task waits in waits() for ready, which is false',
      'nobody ever changed it',
      'CPU 1 task waits in parks() to be stopped, and nobody is left to do it',
    ]);
  });
});
