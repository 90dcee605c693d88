import { describe, expect, it } from 'vitest';
import { cli, fakeIo } from './fixture.js';

const told = async (line: string) => {
  const { exit, out, err } = await cli(line);
  expect({ line, out }).toEqual({ line, out: '' });
  return `${exit} ${err}`;
};

describe('what the user got wrong is explained, with exit code 2', () => {
  it.each([
    [
      'eplore',
      "error: unknown command 'eplore'\nhint: did you mean 'explore'? commands: explore, simulate, check, baseline, diff, mutate, list,\n      show, replay, export, init, completion\n",
    ],
    [
      'explore tinny',
      "error: there is no scenario 'tinny'\nhint: did you mean 'tiny'? scenarios: tiny, surprises\n",
    ],
    [
      'explore tiny --set lok=try',
      "error: tiny has no option 'lok'\nhint: did you mean 'lock'? options: lock, nmi, cpus\n",
    ],
    [
      'explore tiny --set lock=tri',
      "error: tiny: lock cannot be 'tri'\nhint: did you mean 'try'? values of lock: none, try, spin\n",
    ],
    [
      'explore tiny --set lock',
      'error: --set lock: this is no setting\nhint: write --set option=value, or --set a=1,b=2\n',
    ],
    [
      'explore tiny --set lock=try --set lock=none',
      "error: lock is set twice, to 'try' and to 'none'\nhint: explore the variants one after the other\n",
    ],
    ['explore tiny --set lock=spin,nmi=no', 'error: tiny: lock=spin needs an NMI that spins (nmi=yes)\n'],
    [
      'explore tiny --property single-lode',
      "error: tiny has no property 'single-lode'\n" +
        "hint: did you mean 'single-load'? properties: single-load, no-deadlock, dump\n",
    ],
    [
      'explore tiny --lock try',
      "error: unknown option '--lock'\nhint: options of a scenario are written --set lock=…\n",
    ],
    [
      'list --jsn',
      "error: unknown option '--jsn'\nhint: did you mean '--json'? flags: --bugs, --json, --color, --verbose, --help\n",
    ],
    [
      'show me too',
      "error: too many arguments for 'show'. Expected 1 argument but got 2.\nhint: see panic-check show --help\n",
    ],
    ['show', "error: missing required argument 'scenario|function'\nhint: see panic-check show --help\n"],
    [
      'show do_kexec_lod',
      "error: there is no scenario or function 'do_kexec_lod'\n" +
        "hint: did you mean 'do_kexec_load'? scenarios and functions: tiny, surprises, do_kexec_load,\n" +
        '      kexec_trylock, __crash_kexec, panic_smp_self_stop, kexec_lock, step\n',
    ],
    [
      'replay no/such.itf.json',
      'error: cannot read no/such.itf.json: there is no such file or folder\nhint: traces are saved by panic-check explore; without one, name a run: scenario:property\n',
    ],
  ])('%s', async (line, message) => {
    expect(await told(line)).toBe(`2 ${message}`);
  });

  it.each([
    ['--max-states', '0', 'a positive whole number'],
    ['--max-states', '-5', 'a positive whole number'],
    ['--max-states', '1.5', 'a positive whole number'],
    ['--max-states', 'many', 'a positive whole number'],
    ['--max-depth', '1e400', 'a positive whole number'],
    ['--cpus', 'two', 'a positive whole number'],
    ['--max-memory', '2', 'an amount of memory with its unit'],
    ['--max-memory', '2Gib/s', 'an amount of memory with its unit'],
    ['--max-memory', '0MiB', 'an amount of memory with its unit'],
    ['--time-limit', '30', 'a time with its unit'],
    ['--time-limit', '5parsecs', 'a time with its unit'],
    ['--time-limit', '0s', 'a time with its unit'],
    ['--engine', 'turbo', 'Allowed choices are fast, reference'],
    ['--color', 'pink', 'Allowed choices are auto, always, never'],
  ])('explore tiny %s %s', async (flag, value, wanted) => {
    const text = (await told(`explore tiny ${flag} ${value}`)).replace(/\n +/g, ' ');
    expect(text).toContain(`2 error: option '${flag} `);
    expect(text).toContain(wanted);
  });

  it('a CPU count that the scenario does not have', async () => {
    expect(await told('explore tiny --cpus 9')).toBe(
      "2 error: tiny: cpus cannot be '9'\nhint: values of cpus: 1, 2, 3\n",
    );
  });
  it('a model that leaves its domains', async () => {
    expect(await told('explore surprises --set kind=fault')).toContain(
      '2 error: step.wild: loads[-1] does not exist',
    );
  });
});

describe('what we got wrong', () => {
  it('is owned, with exit code 70', async () => {
    expect(await told('explore surprises --set kind=crash')).toBe(
      "70 error: internal error: Cannot destructure property 'expr' of 'object null' as it is null.\n" +
        'hint: this is a bug of panic-check, not yours; please report it with the command and the output of\n' +
        '      --verbose\n',
    );
  });
  it('comes with a stack if one asks', async () => {
    expect(await told('explore surprises --set kind=crash --verbose')).toMatch(/\n +at /);
    const { err } = await cli(
      'explore surprises --set kind=crash',
      fakeIo({ env: { PANIC_CHECK_DEBUG: '1' } }),
    );
    expect(err).toMatch(/\n +at /);
  });
});

describe('with --json', () => {
  it.each([
    ['explore tinny --json', 2, 'usage'],
    ['explore tiny --jsn --json', 2, 'usage'],
    ['explore tiny --max-states none --json', 2, 'usage'],
    ['lst --json', 2, 'usage'],
    ['--json', 2, 'usage'],
    ['explore surprises --set kind=fault --json', 2, 'model'],
    ['explore surprises --set kind=crash --json', 70, 'internal'],
  ])('%s prints one document', async (line, code, kind) => {
    const { exit, out, err } = await cli(line);
    expect({ exit, err }).toEqual({ exit: code, err: '' });
    const { schemaVersion, error } = JSON.parse(out);
    expect([schemaVersion, error.code, typeof error.message, typeof error.hint]).toEqual([
      1,
      kind,
      'string',
      'string',
    ]);
  });
});
