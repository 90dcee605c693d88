import { describe, expect, it } from 'vitest';
import { cli, fakeIo } from './fixture.js';

/** Threads can only be started from compiled files, so that these tests do without: see judge.test.ts. */
const mutate = (line: string, io = fakeIo()) => cli(`mutate ${line} --workers 1`, io);

describe('mutate', () => {
  it('says which property notices what, and what none does', async () => {
    const { exit, out } = await mutate('tiny --set cpus=2');
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "tiny: 31 changes to 5 functions, put to 5 variants

      noticed by   changes  alone
      single-load       11     11
      no-deadlock        4      4
      coverage           3      3
      dump               2      2

      20 killed, 6 survived, 5 equivalent, 0 unreached, 0 invalid, 0 incomplete
      score 76.9 %

      No property notices 6 changes, of which 0 are unexplained.

      6 nobody asks: the memory that the properties here read, and whether they hold, go as in a run of
        the original:
        do_kexec_load.locked.unlock:skip-store
            left out: lock = -1;
            makes a difference with nmi=no
        do_kexec_load.locked.unlock:change-constant
            this_cpu for -1: lock = -1;
            makes a difference with nmi=no
        panic_smp_self_stop.irq_off:drop-irq-off
            left out: local_irq_disable();
        kexec_lock.take:skip-store
            left out: lock = this_cpu;
            makes a difference with lock=spin
        kexec_lock.take:change-constant
            -1 for this_cpu: lock = this_cpu;
            makes a difference with lock=spin
        kexec_lock.spin:swap-steps
            lock = this_cpu; comes before while (lock != -1) cpu_relax();
            makes a difference with lock=spin

        panic-check mutate tiny --only do_kexec_load.locked.unlock:skip-store    # the change, and its verdicts
      "
    `);
  });

  it('has a line for each of several scenarios, and the sum', async () => {
    const { exit, out } = await mutate('tiny tiny --set cpus=2 --operators split-rmw,drop-wait');
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "scenario  variants  killed  survived  equivalent  unreached  invalid  incomplete    score  unexplained
      tiny             5       2         0           0          0        0           0  100.0 %            0
      tiny             5       2         0           0          0        0           0  100.0 %            0
      together                 2         0           0          0        0           0  100.0 %
      "
    `);
  });

  it('shows one change, and what each variant makes of it', async () => {
    const { exit, out } = await mutate('tiny --set cpus=2 --only kexec_trylock.claim:split-rmw');
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "tiny: a load and a store: old = cmpxchg(&lock, -1, this_cpu);

      --- kexec_trylock@cmpxchg	
      +++ kexec_trylock.claim:split-rmw	
      @@ -3,6 +3,11 @@
       {
               int old = -1; /* a CPU or -1 */
       
      -claim:  old = cmpxchg(&lock, -1, this_cpu);
      +claim:  if (true) {
      +load:           old = READ_ONCE(lock);
      +same:           if (old == -1) {
      +store:                  WRITE_ONCE(lock, this_cpu);
      +                }
      +        }
       done:   return old == -1;
       }

      variant    outcome  verdicts
      nmi=no     killed   single-load: holds -> violated
      defaults   killed   single-load: holds -> violated
      lock=spin  killed   single-load: holds -> violated
      "
    `);
  });

  it('is one document with --json, and the same bytes each time', async () => {
    const { out } = await mutate('tiny --set cpus=2 --json');
    const { scenarios, score, exit } = JSON.parse(out);
    expect(exit).toBe(0);
    expect(score).toBeCloseTo(scenarios[0].score);
    const counted = Object.values(scenarios[0].counts as Record<string, number>).reduce((a, b) => a + b);
    expect(counted).toBe(scenarios[0].changes.length);
    expect(
      scenarios[0].changes.find((c: { id: string }) => c.id === 'kexec_trylock.claim:split-rmw'),
    ).toMatchObject({
      operator: 'split-rmw',
      function: 'kexec_trylock',
      label: 'claim',
      file: 'kernel/kexec.c',
      outcome: 'killed',
      kills: [{ property: 'single-load', was: 'holds', is: 'violated' }],
    });
    expect((await mutate('tiny --set cpus=2 --json')).out).toBe(out);
    const one = JSON.parse((await mutate('tiny --only do_kexec_load.locked.loads:skip-store --json')).out);
    expect(one.diff).toContain('-loads:                  this_cpu(loads) = true;');
  });

  it('fails below a score that is asked for', async () => {
    const asked = 'tiny --set cpus=2 --operators split-rmw,skip-store --min-score';
    expect((await mutate(`${asked} 10`)).exit).toBe(0);
    const { exit, out } = await mutate(`${asked} 100`);
    expect(exit).toBe(1);
    expect(out).toContain('The score is below the 100 % that --min-score asks for.');
  });

  it('says that something was cut short', async () => {
    const { exit, out } = await mutate('tiny --set cpus=2 --max-states 3');
    expect(exit).toBe(3);
    expect(out).toMatch(/[1-9]\d* incomplete/);
  });

  it('stops when it is interrupted, and tells what it has', async () => {
    const io = fakeIo({ interruption: { aborted: true, by: 'SIGINT' } });
    const { exit, out } = await mutate('tiny', io);
    expect(exit).toBe(130);
    expect(out).toContain('0 killed');
  });

  it.each([
    ['tin', "did you mean 'tiny'?"],
    ['tiny --operators split-rmv', "did you mean 'split-rmw'?"],
    ['tiny --only kexec_trylock.claim:split-rmv', "did you mean 'kexec_trylock.claim:split-rmw'?"],
    ['tiny --set lok=try', "did you mean 'lock'?"],
    ['--set lock=try', 'name the scenario'],
    ['--only x', 'name the scenario'],
    ['tiny --min-score 101', 'It must be a percentage'],
    ['tiny --set lock=spin,nmi=no', 'nmi=yes'],
  ])('refuses %s', async (line, hint) => {
    const { exit, err } = await mutate(line);
    expect(exit).toBe(2);
    expect(err).toContain(hint);
  });

  it('stops at a model that leaves its domains by itself', async () => {
    const { exit, err } = await mutate('surprises --set kind=fault');
    expect(exit).toBe(2);
    expect(err).toContain('out-of-domain');
  });
});
