import { describe, expect, it } from 'vitest';
import { explore } from '../../api/explore.js';
import {
  type Block,
  call,
  cmpxchg_acquire,
  end,
  eq,
  flag,
  fn,
  int,
  ne,
  note,
  point,
  read,
  ret,
  scenario,
  set,
  shared,
  store_release,
  when,
} from '../../api/index.js';
import { kexec, kexec_lock } from '../../api/kernel.js';
import { catalogue, kexecLockQuestions } from '../../api/scenarios.js';

/** A patch to one function of the kernel, with the rest as it is, asked the questions of a built-in scenario. */

const source = { file: 'kernel/kexec_core.c', versions: 'a patch' };

/** __crash_kexec() of the kernel, or one that forgets to look whether it has got the lock. */
const crashKexec =
  (looks: boolean): NonNullable<kexec.KexecText['crashKexec']> =>
  (lock, { form }) => {
    const __crash_kexec = fn(
      '__crash_kexec',
      { form, source, locals: { got: flag, target: kexec_lock.image } },
      ({ got, target }) => ({
        trylock: call(lock.crash_trylock, {}, got),
        locked: when(looks ? got : eq(got, got), {
          image: set(target, read(kexec.kexec.kexec_crash_image)),
          loaded: when(ne(target, 'NULL'), {
            remember: note(kexec.seen.jump_to, target),
            machine_kexec: end('capture_kernel'),
          }),
          unlock: call(lock.crash_unlock),
        }),
      }),
    );
    return { __crash_kexec, critical: [point(__crash_kexec, 'locked')] };
  };

const patched = (looks: boolean) =>
  scenario({
    question: 'Is the image still complete?',
    build: (settings) => kexecLockQuestions(settings, { crashKexec: crashKexec(looks) }),
  });

const about = ['image-complete', 'single-kexec'];

describe('a patch to __crash_kexec()', () => {
  it('that keeps what matters is right', async () => {
    expect(await explore(patched(true), { properties: about })).toMatchObject({ verdict: 'holds' });
  });
  it('that does not is found out', async () => {
    const result = await explore(patched(false), { properties: about });
    expect(result.violations?.map((v) => v.property)).toEqual(about);
  });
});

describe('another lock', () => {
  const g = shared({ my_lock: int(0, 1) });
  const trylock = fn(
    'my_trylock',
    { source, returns: flag, locals: { old: int(0, 1) } },
    ({ old }): Block => ({
      cmpxchg: cmpxchg_acquire(g.my_lock, 0, 1, old),
      result: ret(eq(old, 0)),
    }),
  );
  const unlock = fn('my_unlock', { source }, (): Block => ({ release: store_release(g.my_lock, 0) }));
  const lock: kexec_lock.KexecLock = {
    name: 'mine',
    load_trylock: trylock,
    load_unlock: unlock,
    crash_trylock: trylock,
    crash_unlock: unlock,
    size_trylock: trylock,
    size_lock: null,
    size_unlock: unlock,
    owner: null,
    free: eq(read(g.my_lock), 0),
  };

  it('reaches as many states as the same one of the kernel', async () => {
    const mine = await explore(scenario({ question: 'q?', build: (s) => kexecLockQuestions(s, { lock }) }));
    const kernel = await explore(await catalogue['kexec-lock'](), { set: { lock: 'cmpxchg' } });
    expect(mine.exploration.states).toBe(kernel.exploration.states);
    expect(mine.properties.map((p) => [p.name, p.verdict])).toEqual(
      kernel.properties.map((p) => [p.name, p.verdict]),
    );
  });
});
