import { describe, expect, it } from 'vitest';
import { cli, fakeIo } from './fixture.js';

describe('list', () => {
  it('says what can be asked and what is known', async () => {
    const { exit, out } = await cli('list');
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
        15 variants, compared by lock

        options (* default)
          lock: what guards the image
            none  nothing
            try*  a cmpxchg
            spin  a cmpxchg, and a spinning panic
          nmi: whether an NMI panics
            no    no
            yes*  on any CPU, once
          cpus: how many CPUs
            1   1 CPUs
            2*  2 CPUs
            3   3 CPUs

        properties
          single-load  At most one CPU loads an image.
          no-deadlock  No CPU is left waiting for something that can never happen.
          dump         A dump is possible.

        known outcomes
          T1: single-load violated
            with lock=none, cpus=2|3
            nothing keeps two loaders apart [sure; commit 0123456789ab]
          T2: no-deadlock violated
            with lock=spin
            the NMI waits for the task below it [likely; a mail]

        not yet asked
          T3  needs a store buffer

      surprises: What does it look like when something is wrong?
        6 variants, compared by kind

        options (* default)
          kind: what is wrong
            nothing*  nothing
            violated  violated
            gone      gone
            vacuous   vacuous
            fault     fault
            crash     crash

        properties
          stays  x stays what it is.

        known outcomes
          S1: stays violated
            with kind=gone
            it used to break [unsure; a mail]
      "
    `);
  });
  it('has it all in JSON', async () => {
    const { out } = await cli('list --json');
    const [tiny] = JSON.parse(out).scenarios;
    expect(tiny.variants).toBe(15);
    expect(tiny.options[0]).toMatchObject({
      name: 'lock',
      default: 'try',
      values: [{ name: 'none' }, { name: 'try' }, { name: 'spin' }],
    });
    expect(tiny.properties.map((p: any) => [p.name, p.kind])).toEqual([
      ['single-load', 'never'],
      ['no-deadlock', 'noDeadlock'],
      ['dump', 'reachable'],
    ]);
    expect(tiny.expectations[0]).toMatchObject({
      id: 'T1',
      when: { lock: 'none' },
      source: 'commit 0123456789ab',
      confidence: 'sure',
    });
    expect(tiny.notYet).toEqual([{ id: 'T3', reason: 'needs a store buffer' }]);
  });
});

describe('show', () => {
  it('shows a scenario', async () => {
    expect((await cli('show tiny --set lock=none')).out).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?

      Two CPUs load an image; one may be hit by an NMI.

      A second paragraph.

      Options (* default)
          lock: what guards the image
            none  nothing
            try*  a cmpxchg
            spin  a cmpxchg, and a spinning panic
          nmi: whether an NMI panics
            no    no
            yes*  on any CPU, once
          cpus: how many CPUs
            1   1 CPUs
            2*  2 CPUs
            3   3 CPUs

      System
          lock=none, nmi=yes, cpus=2
          CPU 0        do_kexec_load()
          CPU 1        do_kexec_load()
          unknown_nmi  nmi: __crash_kexec(), at any moment, at most 1x

      Functions
          do_kexec_load        kernel/kexec.c, v1 .. v2
          kexec_trylock@none   kernel/kexec.c, v1 .. v2
          __crash_kexec        kernel/kexec.c, v1 .. v2
          panic_smp_self_stop  kernel/kexec.c, v1 .. v2

      Properties
          single-load  At most one CPU loads an image.
          no-deadlock  No CPU is left waiting for something that can never happen.
          dump         A dump is possible.

      panic-check show <function> prints the listing of a function.
      "
    `);
  });
  it('shows every form of a function, or the one that is named', async () => {
    const both = (await cli('show kexec_trylock')).out;
    expect(both).toContain('/* tiny */\n/* kernel/kexec.c, v1 .. v2 (0123456789ab); form: cmpxchg */\n');
    expect(both).toContain(
      '/* tiny lock=none */\n/* kernel/kexec.c, v1 .. v2 (0123456789ab); form: none */\n',
    );
    const one = (await cli('show kexec_trylock@none')).out;
    expect(one).not.toContain('cmpxchg');
  });
  it('shows the texts of one function in different variants, or in the one that is set', async () => {
    const all = (await cli('show __crash_kexec')).out;
    expect(all.match(/^\/\* tiny.*$/gm)).toEqual(['/* tiny */', '/* tiny lock=spin */']);
    const one = (await cli('show __crash_kexec --set lock=spin')).out;
    expect(one.match(/^\/\* tiny.*$/gm)).toEqual(['/* tiny lock=spin */']);
  });
});

describe('help', () => {
  it.each(['', '--help', 'explore --help', 'list --help', 'show --help', 'replay --help', 'help explore'])(
    '%s',
    async (line) => {
      const { exit, out, err } = await cli(line);
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
      expect(out).toContain('Examples:');
      expect(Math.max(...out.split('\n').map((l) => l.length))).toBeLessThanOrEqual(100);
    },
  );
  it('has the exit codes', async () => {
    expect((await cli('')).out).toMatchInlineSnapshot(`
      "Usage: panic-check [options] [command]

      An explicit-state model checker for the Linux kernel's panic path.

      Options:
        -V, --version                       print the version
        --config <file>                     instead of panic-check.config.ts, .js or .json
        --no-config                         use no configuration
        --print-config                      print what a command would work with, and why
        -h, --help                          print this help

      Commands:
        explore [options] [scenario]        explore every interleaving of a scenario
        simulate [options] <scenario>       try random runs of a scenario that is too large to explore
        check [options] [pattern...]        check that every verdict is the expected one
        baseline [options] [pattern...]     write down what the models mean now, for review
        diff [options] <from> [to]          say what a change did to the meaning of the models
        mutate [options] [scenario...]      change the models, one thing at a time: does any property
                                            notice?
        list [options] [scenario...]        list scenarios, their options, and what is known
        show [options] <scenario|function>  show a scenario, or the listing of a modelled function
        replay [options] <trace>            step through a counterexample
        export [options] [scenario]         write a scenario for another model checker
        init [options] [folder]             begin a project of your own
        completion [options] <shell>        print what makes a shell complete command lines
        help [command]                      print the help of a command

      Exit codes:
        0    every selected property got the verdict expected of it, exhaustively
        1    a violation that is not expected, or an expectation not met
        2    wrong usage, or a mistake in a scenario, model or trace
        3    incomplete: a limit was hit, and nothing unexpected was found so far
        4    no violation, but a finding: a vacuous property, an unreached step, a changed baseline
        70   internal error of panic-check
        130  interrupted (SIGINT); what was found so far is printed
        143  terminated (SIGTERM); what was found so far is printed

      Examples:
        panic-check
            on a terminal: choose a question, watch it being answered, see why
        panic-check explore
            which lock may __crash_kexec() use? every lock, side by side
        panic-check explore kexec-lock --set lock=mutex
            one variant, with a diagram of each race
        panic-check list
            what can be asked
      "
    `);
  });
  it('prints the version', async () => {
    expect(await cli('--version', fakeIo())).toEqual({ exit: 0, out: '1.2.3\n', err: '' });
  });
});
