import { panicFunctions } from '../model/kernel/panic.js';
import {
  and,
  call,
  existsCpu,
  flag,
  fn,
  ghost,
  halt,
  ignored,
  ne,
  note,
  or,
  read,
  system,
} from '../model/language/index.js';
import { isAwaited, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { debuggerSeesLiveCpus } from '../properties/debugger-sees-live-cpus.js';
import { othersStopped } from '../properties/others-stopped.js';
import { panicOwnsGate } from '../properties/panic-owns-gate.js';
import { stopReaches } from '../properties/stop-reaches.js';
import type { Scenario, Variant } from './scenario.js';

/** When may a panic enter the debugger? */

const seen = ghost({ entered: flag, saw_stopped: flag });

function build(v: Variant) {
  const kgdb_panic = fn(
    'kgdb_panic',
    {
      form: v.enters,
      source: {
        file: 'kernel/debug/debug_core.c',
        versions: v.enters === 'panic' ? 'v5.5 ..' : '.. v5.4 (a panic notifier)',
        commit: '7d92bda271dd',
      },
    },
    ({ self }) => ({
      entered: note(seen.entered, true),
      sees: note(
        seen.saw_stopped,
        or(
          read(seen.saw_stopped),
          existsCpu((c) => and(ne(c, self), standsStill(c))),
        ),
      ),
      breakpoint: ignored('the user looks at the CPUs, and goes on'),
    }),
  );
  const __crash_kexec = fn(
    '__crash_kexec',
    { form: 'no-image', source: { file: 'kernel/kexec_core.c', versions: 'any' } },
    () => ({ no_image: ignored('no crash image is loaded') }),
  );
  const { stopOthers, vectors, asks } = stopping('irq');
  const { panic, gate, body } = panicFunctions({
    __crash_kexec,
    stopOthers,
    ...(v.enters === 'panic' ? { print: kgdb_panic } : { notifiers: kgdb_panic }),
    form: v.enters,
  });
  const panics = fn('mount_root_generic', { source: { file: 'init/do_mounts.c', versions: 'any' } }, () => ({
    panic: call(panic),
  }));
  const works = fn('some_task', { source: { file: 'user space', versions: 'any' } }, () => ({ works: halt }));
  const machine = system({ name: 'panic-kgdb', cpus: 2, tasks: [panics, works], vectors });
  return {
    system: machine,
    properties: [
      debuggerSeesLiveCpus(read(seen.entered), read(seen.saw_stopped)),
      ...(gate === null ? [] : [panicOwnsGate(read(gate), body)]),
      othersStopped(asks, [], standsStill, isAwaited),
      stopReaches(existsCpu(standsStill)),
      ...codePromises(machine),
    ],
  };
}

export const panicKgdbScenario: Scenario = {
  name: 'panic-kgdb',
  question: 'When may a panic enter the debugger?',
  about: `\
A debugger wants to see what the other CPUs were doing when one panicked. As a panic notifier it was entered after they had
been stopped and marked offline.

CPU 0 panics without a crash image; CPU 1 runs something.`,
  options: [
    {
      name: 'enters',
      says: 'from where the debugger is entered',
      values: [
        { name: 'panic', says: 'from panic() itself, before anything is stopped (7d92bda271dd)' },
        { name: 'notifier', says: 'from a panic notifier' },
      ],
      default: 'panic',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '2', says: '2 CPUs' }], default: '2' },
  ],
  compares: 'enters',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: '37',
      property: 'debugger-sees-live-cpus',
      when: { enters: 'notifier' },
      verdict: 'violated',
      why: 'the notifiers come after the stop',
      source: '7d92bda271dd',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '37 kgdb-after-stop',
      fix: '7d92bda271dd',
      property: 'debugger-sees-live-cpus',
      before: { enters: 'notifier' },
      after: { enters: 'panic' },
    },
  ],
  unreached: [{ steps: ['panic_smp_self_stop.cpu_relax'], reason: 'only one CPU panics' }],
  notYet: [],
};
