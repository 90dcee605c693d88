import { describe, expect, it } from 'vitest';
import {
  always,
  flag,
  fn,
  halt,
  ModelError,
  noDeadlock,
  not,
  read,
  shared,
  system,
} from '../../model/language/index.js';
import { define, scenario } from '../../scenarios/define.js';
import { settingsOf, variantOf, variantsOf } from '../../scenarios/scenario.js';

const g = shared({ x: flag });
const task = fn('task', { source: { file: 'x.c', versions: 'any' } }, () => ({ end: halt }));
const built = (cpus = 2) => ({
  system: system({ name: 's', cpus, tasks: task }),
  properties: [noDeadlock, always('never-x', not(read(g.x)), { says: '', because: '' })],
});
const question = 'Does it end?';

describe('scenario()', () => {
  it('needs a question, a system and properties', () => {
    const s = scenario({ question, ...built() });
    expect(s).toMatchObject({ question, compares: 'cpus', expectations: [], notYet: [] });
    expect([...variantsOf(s)]).toEqual([{ cpus: '2' }]);
    expect(s.build({ cpus: '2' }).properties).toHaveLength(2);
  });

  it('makes a variant of each combination, and calls build with it', () => {
    const seen: unknown[] = [];
    const s = scenario({
      question,
      options: {
        lock: ['none', 'spin'],
        irq: { says: 'irqs', values: { off: 'no', on: 'yes' }, default: 'on' },
      },
      cpus: [2, 3],
      contradiction: ({ lock, cpus }) => (lock === 'spin' && cpus === 3 ? 'too many' : null),
      build: (settings) => {
        seen.push(settings);
        return built(settings.cpus);
      },
    });
    expect([...variantsOf(s)]).toHaveLength(6);
    expect(s.compares).toBe('lock');
    expect(s.options.map((o) => [o.name, o.says, o.default])).toEqual([
      ['lock', 'lock', 'none'],
      ['irq', 'irqs', 'on'],
      ['cpus', 'how many CPUs', '2'],
    ]);
    const variant = variantOf(s, { lock: 'spin' });
    expect(settingsOf(s, variant)).toEqual(['lock=spin']);
    s.build(variant);
    expect(seen).toEqual([{ lock: 'spin', irq: 'on', cpus: 2 }]);
    expect(() => variantOf(s, { lock: 'spin', cpus: '3' })).toThrow('too many');
  });

  it('knows the types of its settings', () => {
    scenario({
      question,
      options: { lock: ['none', 'spin'], irq: { values: { off: 'no', on: 'yes' } } },
      build: ({ lock, irq, cpus }) => {
        lock satisfies 'none' | 'spin';
        irq satisfies 'off' | 'on';
        cpus satisfies number;
        // @ts-expect-error: there is no such value
        lock === 'mutex';
        return built();
      },
      expect: [
        // @ts-expect-error: there is no such value
        {
          property: 'never-x',
          verdict: 'holds',
          why: 'x',
          ...((false as boolean) && { when: { lock: 'mutex' } }),
        },
        { property: 'never-x', verdict: 'holds', why: 'x', when: { lock: ['none', 'spin'], cpus: 2 } },
      ],
    });
    // @ts-expect-error: both a system and what builds one
    expect(() => scenario({ question, ...built(), build: () => built() })).toThrow();
    // @ts-expect-error: no properties
    expect(() => scenario({ question, system: built().system })).toThrow();
  });

  it('takes what is known beforehand', () => {
    const s = scenario({
      question,
      options: { lock: ['none', 'spin'] },
      build: () => built(),
      expect: [
        { property: 'no-deadlock', when: { lock: 'spin', cpus: [2] }, verdict: 'violated', why: 'it spins' },
        {
          id: 'E2',
          property: 'never-x',
          verdict: 'holds',
          why: 'so',
          source: 'a mail',
          confidence: 'unsure',
        },
      ],
    });
    expect(s.expectations).toEqual([
      {
        id: 'expect[0]',
        property: 'no-deadlock',
        when: { lock: 'spin', cpus: ['2'] },
        verdict: 'violated',
        why: 'it spins',
        source: 'the scenario',
        confidence: 'sure',
      },
      {
        id: 'E2',
        property: 'never-x',
        when: {},
        verdict: 'holds',
        why: 'so',
        source: 'a mail',
        confidence: 'unsure',
      },
    ]);
  });
});

describe('what is wrong with a scenario is told with its field', () => {
  const build = () => built();
  const options = { lock: ['none', 'spin'] };
  const e = { property: 'never-x', verdict: 'holds', why: 'so' };
  it.each<[unknown, string]>([
    [null, 'scenario: is null, not an object'],
    [{}, 'scenario.question: is missing'],
    [{ question: ' ' }, 'scenario.question: is missing'],
    [{ question, name: 'a b' }, 'scenario a b.name: "a b" is no name'],
    [{ question }, "scenario: has neither 'build' nor"],
    [{ question, build, system: 1 }, "scenario: has both 'build' and"],
    [{ question, build: 1 }, 'scenario.build: is no function'],
    [
      { question, build, propertys: [] },
      "scenario: has no field 'propertys'\n  hint: did you mean 'properties'?",
    ],
    [{ question, system: built().system }, 'scenario.properties: is missing'],
    [{ question, ...built(), properties: [] }, 'scenario.properties: is empty'],
    [{ question, ...built(), properties: [1] }, 'scenario.properties[0]: is no property'],
    [{ question, ...built(), properties: [noDeadlock, noDeadlock] }, 'properties[1]: is the second one'],
    [{ question, ...built(), cpus: 3 }, 'scenario.cpus: the system has 2 CPUs'],
    [{ question, build, cpus: 0 }, 'scenario.cpus: 0 is no number of CPUs'],
    [{ question, build, options: [] }, 'scenario.options: is no object'],
    [{ question, build, options: { lock: 1 } }, 'scenario.options.lock: has no values'],
    [{ question, build, options: { lock: [] } }, 'scenario.options.lock: has no values'],
    [{ question, build, options: { lock: ['a', 'a'] } }, 'scenario.options.lock: has a value twice'],
    [{ question, build, options: { lock: ['a=b'] } }, 'scenario.options.lock: "a=b" is no value'],
    [{ question, build, options: { cpus: ['2'] } }, 'scenario.options.cpus: the number of CPUs is a field'],
    [{ question, build, options: { lock: { values: ['spin'], default: 'spn' } } }, "did you mean 'spin'?"],
    [{ question, build, options, compares: 'lok' }, "scenario.compares: there is no option 'lok'"],
    [{ question, build, expect: e }, 'scenario.expect: is no list'],
    [{ question, build, expect: [{ ...e, property: '' }] }, 'scenario.expect[0].property: is missing'],
    [{ question, build, expect: [{ ...e, verdict: 'hold' }] }, "did you mean 'holds'?"],
    [{ question, build, expect: [{ ...e, why: '' }] }, 'scenario.expect[0].why: is missing'],
    [{ question, build, options, expect: [{ ...e, when: { lok: 'a' } }] }, "there is no option 'lok'"],
    [{ question, build, options, expect: [{ ...e, when: { lock: 'a' } }] }, "there is no value 'a'"],
  ])('%#', (spec, message) => {
    const making = () => define(spec as never);
    expect(making).toThrow(ModelError);
    expect(making).toThrow(message);
    expect(making).toThrow('[bad-scenario]');
  });

  it('also of what it builds', () => {
    const builds = (what: unknown) => () =>
      define({ question, build: () => what } as never).build({ cpus: '2' });
    expect(builds(1)).toThrow('scenario.build: returns no object');
    expect(builds({ system: 1 })).toThrow('scenario.system: was not made by system()');
    const s = define({ question, build, expect: [{ ...e, property: 'never-y' }] } as never);
    expect(() => s.build({ cpus: '2' })).toThrow(
      "there is no property 'never-y'\n  hint: did you mean 'never-x'?",
    );
  });
});
