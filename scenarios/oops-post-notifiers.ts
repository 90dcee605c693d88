import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { panicFunctions, parameters } from '../model/kernel/panic.js';
import {
  call,
  flag,
  fn,
  ghost,
  ignored,
  initially,
  noDeadlock,
  not,
  note,
  read,
  ret,
  set,
  system,
  when,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { notifiersRunIfRequested } from '../properties/notifiers-run-if-requested.js';
import type { Scenario, Variant } from './scenario.js';

/** Does an oops respect crash_kexec_post_notifiers? */

const seen = ghost({ notifiers_ran: flag });

function build(v: Variant) {
  const k = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const notifiers = fn(
    'atomic_notifier_call_chain',
    { form: 'remembered', source: { file: 'kernel/notifier.c', versions: 'any' } },
    () => ({
      callbacks: ignored('whatever they do, they have run'),
      ran: note(seen.notifiers_ran, true),
    }),
  );
  const post = v.parameter === 'on';
  const { panic, crash_kexec } = panicFunctions({
    __crash_kexec: k.__crash_kexec,
    postNotifiers: post,
    notifiers,
  });
  const asks = v.test === 'parameter-first';
  const kexec_should_crash = fn(
    'kexec_should_crash',
    {
      form: v.test,
      source: {
        file: 'kernel/kexec_core.c',
        versions: asks ? 'v4.5 ..' : 'v3.17 .. v4.4',
        commit: 'f45d85ff1f3f',
      },
      returns: flag,
      locals: { post: flag },
    },
    ({ post }) => ({
      ...(asks && {
        look: set(post, read(parameters.crash_kexec_post_notifiers)),
        later: when(post, { leave_it_to_panic: ret(false) }),
      }),
      panic_on_oops: ret(true),
    }),
  );
  const oops_end = fn(
    'oops_end',
    {
      form: 'should-crash',
      source: { file: 'arch/x86/kernel/dumpstack.c', versions: 'v3.17 ..; text of v6.1' },
      locals: { crash: flag },
    },
    ({ crash }) => ({
      ask: call(kexec_should_crash, {}, crash),
      should: when(crash, { crash_kexec: call(crash_kexec) }),
      rest: when(not(crash), { bust_spinlocks: ignored('ends the oops report') }),
      panic_on_oops: call(panic),
    }),
  );
  const machine = system({
    name: 'oops-post-notifiers',
    cpus: 1,
    tasks: oops_end,
    init: [
      initially(parameters.crash_kexec_post_notifiers, post),
      initially(kexec.kexec_crash_image, 'old'),
      initially(kexec.crash_memory, 'old'),
      initially(kexec.crashk_prot, 'RO'),
    ],
  });
  return {
    system: machine,
    properties: [
      notifiersRunIfRequested(read(parameters.crash_kexec_post_notifiers), read(seen.notifiers_ran)),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

export const oopsPostNotifiersScenario: Scenario = {
  name: 'oops-post-notifiers',
  question: 'Does an oops respect crash_kexec_post_notifiers?',
  about: `\
crash_kexec_post_notifiers asks that panic notifiers and dumpers run before the capture kernel. But an oops with
panic_on_oops goes to crash_kexec() by itself, before panic() is called.

One CPU oopses, with a crash image loaded.`,
  options: [
    {
      name: 'test',
      says: 'what kexec_should_crash() asks',
      values: [
        { name: 'parameter-first', says: 'leaves it to panic() if the parameter is set (f45d85ff1f3f)' },
        { name: 'oops-only', says: 'only whether the oops will panic' },
      ],
      default: 'parameter-first',
    },
    {
      name: 'parameter',
      says: 'crash_kexec_post_notifiers',
      values: [
        { name: 'on', says: 'set at boot' },
        { name: 'off', says: 'not set' },
      ],
      default: 'on',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '1', says: '1 CPU' }], default: '1' },
  ],
  compares: 'test',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: '11',
      property: 'notifiers-run-if-requested',
      when: { test: 'oops-only', parameter: 'on' },
      verdict: 'violated',
      why: 'the oops jumps into the capture kernel before panic(), and so before the notifiers',
      source: 'f45d85ff1f3f; kexec_should_crash(), v6.1',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '11 post-notifiers-skipped-on-oops',
      fix: 'f45d85ff1f3f',
      property: 'notifiers-run-if-requested',
      before: { test: 'oops-only' },
      after: { test: 'parameter-first' },
    },
  ],
  unreached: [
    {
      steps: ['panic_smp_self_stop.cpu_relax', '__crash_kexec@cmpxchg.locked.refused'],
      reason: 'there is one CPU, and one panic',
    },
    {
      steps: [
        'crash_kexec.first.reset',
        'kexec_unlock@cmpxchg.release',
        'emergency_restart.machine_emergency_restart',
      ],
      reason: 'the image is loaded, and the jump does not come back',
    },
  ],
  notYet: [],
};
