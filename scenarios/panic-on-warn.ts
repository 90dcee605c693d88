import { panicFunctions, parameters } from '../model/kernel/panic.js';
import {
  arm,
  at,
  type Block,
  call,
  either,
  explain,
  flag,
  fn,
  ignored,
  initially,
  type KernelFn,
  noDeadlock,
  point,
  read,
  ret,
  set,
  system,
  when,
  write,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { panicNesting } from '../properties/panic-nesting.js';
import { panicOwnsGate } from '../properties/panic-owns-gate.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import type { Scenario, Variant } from './scenario.js';

/** Can a warning inside panic() panic again? Bug 19: who clears panic_on_warn. */

// biome-ignore lint/complexity/noBannedTypes: a function without parameters
type Procedure = KernelFn<{}, never, Block>;
const kernel = (file: string, versions: string) => ({ file, versions });

function build(v: Variant) {
  const text = v.clears === 'panic' ? 'v5.18 ..' : 'v4.0 .. v5.17';
  const __crash_kexec = fn(
    '__crash_kexec',
    { form: 'no-image', source: kernel('kernel/kexec_core.c', 'v4.5 ..') },
    (): Block => ({ no_image: explain('no image is loaded', ret()) }),
  );
  /** A report that may end in a panic. `depth`: inside how many panics. */
  const report = (depth: number, panic: Procedure): Procedure =>
    fn(
      'check_panic_on_warn',
      {
        form: [v.clears, ...(depth === 0 ? [] : [`in-panic-${depth}`])].join('-'),
        source: kernel(
          v.clears === 'reporter' ? 'kernel/panic.c: __warn(); mm/kasan/report.c' : 'mm/kfence/report.c',
          text,
        ),
        locals: { on: flag },
      },
      ({ on }): Block => ({
        look: set(on, read(parameters.panic_on_warn)),
        panics: when(on, {
          ...(v.clears === 'reporter' && { clear: write(parameters.panic_on_warn, false) }),
          panic: call(panic),
        }),
      }),
    );
  const prints = (depth: number, panic: Procedure): Procedure =>
    fn(
      'dump_stack',
      { form: `in-panic-${depth}`, source: kernel('lib/dump_stack.c', 'any') },
      (): Block => ({
        prints: either({
          well: arm('data: nothing is reported', { prints: ret() }),
          reports: arm('data: what it touches is reported', { report: call(report(depth, panic)) }),
        }),
      }),
    );
  const cleared = v.clears === 'panic' ? 'cleared' : 'kept';
  const inner = panicFunctions({ __crash_kexec, panicOnWarn: cleared, form: 'in-panic' });
  const outer = panicFunctions({ __crash_kexec, panicOnWarn: cleared, print: prints(1, inner.panic) });
  const reporter = fn('report', { source: kernel('any tool', 'any') }, () => ({
    bug: ignored('a tool finds something'),
    check_panic_on_warn: call(report(0, outer.panic)),
  }));
  const machine = system({
    name: 'panic-on-warn',
    cpus: 1,
    tasks: reporter,
    init: [initially(parameters.panic_on_warn, true)],
  });
  return {
    system: machine,
    properties: [
      panicNesting(point(outer.panic, ''), point(inner.panic, '')),
      panicTerminates(at(...outer.panics)),
      ...(outer.gate === null ? [] : [panicOwnsGate(read(outer.gate), outer.body)]),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

export const panicOnWarnScenario: Scenario = {
  name: 'panic-on-warn',
  question: 'Can a warning inside panic() panic again?',
  about: `\
With panic_on_warn=1 a warning, or a report of KASAN, KCSAN, KFENCE or UBSAN, panics. The code that panic() runs can be
reported in its turn, on the same CPU, which the gate lets through again; and so on. Each reporter was to clear
panic_on_warn before it panics, and some did not. Since 5.18 panic() itself clears it.

One CPU. Something is reported; panic() prints, and what it touches may be reported again. The panic inside the panic is
modelled once: it begins as the outer one did, and could go on like it.`,
  options: [
    {
      name: 'clears',
      says: 'who clears panic_on_warn',
      values: [
        { name: 'nobody', says: 'nobody: KFENCE, KCSAN and the scheduler until 5.17' },
        { name: 'reporter', says: 'the reporter, before it panics: WARN(), KASAN and UBSAN until 5.17' },
        { name: 'panic', says: 'panic(), first of all (1a2383e8b84c)' },
      ],
      default: 'panic',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: [{ name: '1', says: 'one CPU: others do not get through the gate' }],
      default: '1',
    },
  ],
  compares: 'clears',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: '19',
      property: 'panic-nesting',
      when: { clears: 'nobody' },
      verdict: 'violated',
      why: 'panic_on_warn is still set inside panic(), and the gate lets its owner through again',
      source: '1a2383e8b84c',
      confidence: 'sure',
    },
    {
      id: '19',
      property: 'panic-nesting',
      when: { clears: ['reporter', 'panic'] },
      verdict: 'holds',
      why: 'panic_on_warn is cleared before anything inside panic() can be reported',
      source: '1a2383e8b84c',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '19 panic-on-warn-recursion',
      fix: '1a2383e8b84c',
      property: 'panic-nesting',
      before: { clears: 'nobody' },
      after: { clears: 'panic' },
    },
  ],
  unreached: [
    { steps: ['panic_smp_self_stop.cpu_relax'], reason: 'one CPU: nobody loses the race for panic_cpu' },
    {
      steps: [
        'check_panic_on_warn@panic-in-panic-1.panics.panic',
        'check_panic_on_warn@reporter-in-panic-1.panics.clear',
        'check_panic_on_warn@reporter-in-panic-1.panics.panic',
        'panic@in-panic.look',
        'panic@in-panic.on_warn',
        'panic@in-panic.on_warn.clear',
      ],
      reason: 'once panic_on_warn is cleared, no report inside panic() panics: the point of the fix',
    },
  ],
  notYet: [],
};
