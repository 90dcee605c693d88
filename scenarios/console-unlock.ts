import { line, plain_write } from '../model/kernel/panic_console.js';
import { type PrintkText, printkFunctions } from '../model/kernel/printk.js';
import { call, fn, lt, noDeadlock, point, read, system, value } from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { noLostReport } from '../properties/no-lost-report.js';
import { oneContextPerConsole } from '../properties/one-context-per-console.js';
import type { Scenario, Variant } from './scenario.js';

/** Does somebody print every record? Bug 29. */

type Text = Pick<PrintkText<string>, 'versions' | 'store' | 'nmi' | 'spin' | 'keepOut' | 'looksAgain'>;

const TEXTS: Record<string, Text & { says: string }> = {
  'v3.0': {
    says: 'console_unlock() leaves when it sees no record, and then releases console_sem',
    versions: 'v3.0',
    nmi: 'direct',
    store: 'logbuf_lock',
    spin: 'no',
    keepOut: false,
    looksAgain: false,
  },
  'v3.1': {
    says: 'it looks again after it has released console_sem',
    versions: 'v3.1 .. v4.15',
    nmi: 'direct',
    store: 'logbuf_lock',
    spin: 'no',
    keepOut: false,
    looksAgain: true,
  },
  'v4.16': {
    says: 'and hands the console over to a CPU that waits for it',
    versions: 'v4.16 .. v5.12',
    nmi: 'per-cpu buffer',
    store: 'logbuf_lock',
    spin: 'always',
    keepOut: false,
    looksAgain: true,
  },
  'v6.1': {
    says: 'with a lockless log',
    versions: 'v5.18 .. ; text of v6.1',
    nmi: 'deferred',
    store: 'lockless',
    spin: 'not in panic',
    keepOut: true,
    looksAgain: true,
  },
};

function build(v: Variant) {
  const p = printkFunctions({
    ...TEXTS[v.printk],
    form: `two-${v.printk}`,
    line,
    records: 2,
    semaphore: 'one step',
    driver: plain_write,
  });
  const printer = fn('printk', { form: v.printk, source: { file: 'any', versions: 'any' } }, () => ({
    vprintk: call(p.vprintk, { line: 'other' }),
  }));
  const upTo = { ir: { kind: 'int', min: 0, max: 2 } } as const;
  const machine = system({ name: 'console-unlock', cpus: 2, tasks: printer });
  return {
    system: machine,
    properties: [
      noDeadlock,
      noLostReport(
        ...[0, 1].map((i) => ({
          reported: lt(value<number>(upTo, i), read(p.g.log_next)),
          arrived: lt(value<number>(upTo, i), read(p.g.con_seq)),
        })),
      ),
      oneContextPerConsole([point(plain_write, '')], []),
      ...codePromises(machine),
    ],
  };
}

export const consoleUnlockScenario: Scenario = {
  name: 'console-unlock',
  question: 'Does somebody print every record?',
  about: `\
printk() stores a record and tries to get the console. If it does not get it, it leaves and relies on the one who has it. So
whoever releases the console must not miss a record that was stored in the meantime.

Two CPUs print one record each; nobody panics.`,
  options: [
    {
      name: 'printk',
      says: 'the version of printk',
      values: Object.entries(TEXTS).map(([name, { says }]) => ({ name, says })),
      default: 'v6.1',
    },
  ],
  compares: 'printk',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: 'bug 29',
      property: 'no-lost-report',
      when: { printk: 'v3.0' },
      verdict: 'violated',
      why: 'a record is stored after the last look and before console_sem is released: its author fails, and the owner leaves',
      source: '4f2a8d3cf5e0, 0b5e1c5255e7',
      confidence: 'sure',
    },
    {
      id: 'bug 29',
      property: 'no-lost-report',
      when: { printk: ['v3.1', 'v4.16', 'v6.1'] },
      verdict: 'holds',
      why: 'the owner looks again after it has released console_sem, and tries to get it back',
      source: '4f2a8d3cf5e0',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '29 console-sem-unlock-window',
      fix: '4f2a8d3cf5e0',
      property: 'no-lost-report',
      before: { printk: 'v3.0' },
      after: { printk: 'v3.1' },
    },
  ],
  unreached: [
    {
      steps: [
        'console_lock_spinning_disable_and_check@two-v6.1.keep.no_handover',
        'console_lock_spinning_enable@two-v6.1.keep.out',
        'console_trylock@two-v6.1.left_to_panic.out',
        'console_trylock_spinning@two-v6.1.unsafe.give_up',
        'console_unlock@two-v6.1.again.abandoned.out_panic',
      ],
      reason: 'nobody panics here',
    },
    {
      steps: [
        'vprintk@two-v4.16.in_nmi.later',
        'vprintk@two-v4.16.in_nmi.vprintk_nmi.first',
        'vprintk@two-v4.16.in_nmi.vprintk_nmi.first.copy',
        'vprintk@two-v6.1.in_nmi.irq_work',
      ],
      reason: 'nobody prints in NMI here',
    },
  ],
  notYet: [],
};
