import { describe, expect, it } from 'vitest';
import { explore } from '../../../checker/explore.js';
import { writeItf } from '../../../checker/trace/itf.js';
import { readItf, replayItf, TraceError } from '../../../checker/trace/itf-read.js';
import { kexecLockScenario } from '../../../scenarios/kexec-lock.js';
import { variantOf } from '../../../scenarios/scenario.js';
import { machineOf } from '../../scenarios/variants.js';

async function saved(settings: Record<string, string>, property: string) {
  const variant = variantOf(kexecLockScenario, settings);
  const m = machineOf(kexecLockScenario, variant);
  const report = (await explore(m)).properties.find((p) => p.name === property);
  if (report?.verdict !== 'violated' || report.counterexample === null) throw new Error('no counterexample');
  const run = report.counterexample;
  return {
    m,
    run,
    text: writeItf(run, m, { scenario: 'kexec-lock', variant, property, verdict: 'violated' }),
  };
}

/** The error of replaying a text, changed first. */
async function problem(change: (json: ReturnType<typeof JSON.parse>) => unknown): Promise<string> {
  const { m, text } = await saved({ lock: 'flags' }, 'kdump-starts');
  const json = JSON.parse(text);
  const changed = change(json) ?? json;
  try {
    replayItf(m, readItf(typeof changed === 'string' ? changed : JSON.stringify(changed)));
  } catch (error) {
    expect(error).toBeInstanceOf(TraceError);
    return (error as TraceError).message;
  }
  return 'it replays';
}

describe('ITF', () => {
  it('writes a run that can be read and replayed, step for step', async () => {
    const { m, run, text } = await saved({ lock: 'rt-mutex', reader: 'lock' }, 'no-deadlock');
    const again = replayItf(m, readItf(text));
    expect(again).toEqual(run);
  });

  it('gives the same bytes each time', async () => {
    const [a, b] = [
      await saved({ lock: 'flags' }, 'kdump-starts'),
      await saved({ lock: 'flags' }, 'kdump-starts'),
    ];
    expect(a.text).toBe(b.text);
  });

  it('follows the format: integers as #bigint, a value for every variable, labels of actions, no null', async () => {
    const { text } = await saved({ lock: 'mutex', reader: 'lock' }, 'no-deadlock');
    const { vars, states, '#meta': meta } = JSON.parse(text);
    expect(vars).toContain('mbt::actionTaken');
    expect(Object.keys(meta.varTypes).sort()).toEqual([...vars].sort());
    for (const [i, state] of states.entries()) {
      expect(state['#meta'].index).toBe(i);
      expect(
        Object.keys(state)
          .filter((k) => k !== '#meta')
          .sort(),
      ).toEqual([...vars].sort());
    }
    expect(states[0]['mbt::actionTaken']).toBe('init');
    expect(states.at(-1)['mbt::actionTaken']).toMatch(/^CPU \d (task|nmi): /);
    JSON.stringify({ ...JSON.parse(text), '#meta': null }, (key, value) => {
      if (typeof value === 'number' && key !== 'index') throw new Error(`a plain number at ${key}`);
      return key === 'states' ? value.map(({ '#meta': _, ...s }: Record<string, unknown>) => s) : value;
    });
  });

  it('reads plain integers as well', async () => {
    const plain = (x: unknown): unknown =>
      JSON.parse(JSON.stringify(x), (_, v) =>
        typeof v?.['#bigint'] === 'string' ? Number(v['#bigint']) : v,
      );
    expect(await problem(plain)).toBe('it replays');
  });

  it('names the place where a file ends early', async () => {
    const { text } = await saved({ lock: 'flags' }, 'kdump-starts');
    expect(await problem(() => text.slice(0, text.length / 2))).toMatch(/^line \d+, column \d+: no JSON/);
  });

  const meta = { scenario: 's', variant: {}, property: 'p', verdict: 'violated' };
  const shape = (change: object) => JSON.stringify({ '#meta': meta, vars: [], states: [{}], ...change });
  it.each([
    ['', 'the file: empty'],
    ['{}', "the file: JSON, but no trace: 'vars' and 'states' are missing"],
    ['[1]', 'the file: a list, not a trace'],
    ['null', 'the file: null, not a trace'],
    ['7', 'the file: a number, not a trace'],
    ['"trace"', 'the file: text, not a trace'],
    ['{"name": "panic-check", "vars": []}', "the file: JSON, but no trace: 'states' is missing"],
    ['{"vars": [], "states": [{}]}', '#meta: missing, so this is no trace of panic-check'],
    [shape({ '#meta': { format: 'ITF' } }), '#meta.scenario: missing, so this is no trace of panic-check'],
    [shape({ '#meta': 'ITF' }), '#meta: text, where a trace has an object'],
    [shape({ '#meta': { ...meta, property: 3 } }), '#meta.property: a number, where a trace has text'],
    [
      shape({ '#meta': { ...meta, variant: { cpus: 2 } } }),
      '#meta.variant.cpus: a number, where a trace has text',
    ],
    [shape({ vars: 'x' }), 'vars: text, where a trace has a list'],
    [shape({ vars: ['x', null] }), 'vars.1: null, where a trace has text'],
    [shape({ states: {} }), 'states: an object, where a trace has a list'],
    [shape({ states: [] }), 'states: empty'],
    [shape({ states: [[]] }), 'states.0: a list, where a trace has an object'],
    [shape({ states: [true] }), 'states.0: a flag, where a trace has an object'],
    [shape({ vars: ['x'] }), "states.0: no value for 'x'"],
    [shape({ vars: ['toString'] }), "states.0: no value for 'toString'"],
    [shape({}), 'states.0.mbt::actionTaken: does not name an action'],
  ])('says what is wrong with %s, and what to do', (text, message) => {
    const refused = (() => {
      try {
        return readItf(text);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(TraceError);
    expect((refused as TraceError).message).toBe(message);
    expect((refused as TraceError).hint).toMatch(/\bpanic-check explore\b/);
  });

  it('names the step that cannot happen, and what could', async () => {
    expect(
      await problem((t) => {
        t.states[3]['mbt::actionTaken'] = 'CPU 0 task: panic.claim';
      }),
    ).toMatch(/^step 3: 'CPU 0 task: panic.claim' cannot happen; possible here: CPU \d/);
    expect(await problem((t) => void t.states.splice(2, 1))).toMatch(/^step \d+: /);
  });

  it('names the variable that a step leaves otherwise', async () => {
    expect(
      await problem((t) => {
        t.states[1].kexec_crash_image = 'new';
      }),
    ).toBe(
      `step 1: after '${JSON.parse((await saved({ lock: 'flags' }, 'kdump-starts')).text).states[1]['mbt::actionTaken']}' the model has kexec_crash_image = "old", the file has "new"`,
    );
    expect(await problem((t) => void delete t.states[2].panic_cpu)).toMatch(
      /^states.2: no value for 'panic_cpu'/,
    );
    expect(
      await problem((t) => {
        t.states[0].panic_cpu = { '#bigint': '1' };
      }),
    ).toMatch(/^step 0: after 'init' the model has panic_cpu/);
  });

  it('refuses a run that does not show what it is said to show', async () => {
    expect(await problem((t) => void t.states.pop())).toMatch(/does not violate 'kdump-starts'/);
    expect(
      await problem((t) => {
        t['#meta'].property = 'kdump-start';
      }),
    ).toMatch(/no property 'kdump-start'/);
  });
});
