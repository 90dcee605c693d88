import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { attempts, panicFunctions, parameters } from '../model/kernel/panic.js';
import {
  at,
  call,
  choose,
  flag,
  fn,
  initially,
  noDeadlock,
  read,
  system,
  write,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { kdumpTriedOnce } from '../properties/kdump-tried-once.js';
import { panicOwnsGate } from '../properties/panic-owns-gate.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import type { Scenario, Variant } from './scenario.js';

/** May panic() read crash_kexec_post_notifiers twice? Row A10. */

function build(v: Variant) {
  const k = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const p = panicFunctions({
    __crash_kexec: k.__crash_kexec,
    postNotifiers: v.parameter as 'copied' | 'read-twice',
    form: v.parameter,
  });
  const task_panics = fn(
    'mount_root_generic',
    { source: { file: 'init/do_mounts.c', versions: 'any' } },
    () => ({ panic: call(p.panic) }),
  );
  const param_set_bool = fn(
    'param_set_bool',
    { source: { file: 'kernel/params.c', versions: 'v4.8 ..' }, locals: { to: flag } },
    ({ to }) => ({
      user: choose(to),
      set: write(parameters.crash_kexec_post_notifiers, to),
    }),
  );
  const machine = system({
    name: 'panic-post-notifiers',
    cpus: 2,
    tasks: [task_panics, param_set_bool],
    init: [
      initially(parameters.crash_kexec_post_notifiers, v.initially === 'on'),
      ...(v.image === 'loaded'
        ? [
            initially(kexec.kexec_crash_image, 'old'),
            initially(kexec.crash_memory, 'old'),
            initially(kexec.crashk_prot, 'RO'),
          ]
        : []),
    ],
  });
  return {
    system: machine,
    properties: [
      kdumpTriedOnce(read(attempts.kexec_attempts)),
      panicTerminates(at(...p.panics)),
      ...(p.gate === null ? [] : [panicOwnsGate(read(p.gate), p.body)]),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

const A10 = {
  id: 'A10',
  property: 'kdump-tried-once',
  source: 'panic(), v4.8 .., with and without the local copy of b26e27ddfd2a',
  confidence: 'sure',
} as const;

export const panicPostNotifiersScenario: Scenario = {
  name: 'panic-post-notifiers',
  question: 'May panic() read crash_kexec_post_notifiers twice?',
  about: `\
panic() tries the capture kernel in one of two places: before the notifiers, or after them if crash_kexec_post_notifiers
is set. The parameter can be written at any time. Since 4.8, when it became writable, panic() copies it first.

CPU 0 panics; a task on CPU 1 writes the parameter once, and may do so at any moment.`,
  options: [
    {
      name: 'parameter',
      says: 'how panic() reads it',
      values: [
        { name: 'copied', says: 'once, into a local variable (b26e27ddfd2a)' },
        { name: 'read-twice', says: 'at each of the two places: until 4.7, when nobody could write it' },
      ],
      default: 'copied',
    },
    {
      name: 'initially',
      says: 'its value at the beginning',
      values: [
        { name: 'off', says: 'before the notifiers' },
        { name: 'on', says: 'after the notifiers' },
      ],
      default: 'off',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'none', says: 'no' },
        { name: 'loaded', says: 'yes' },
      ],
      default: 'loaded',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: [{ name: '2', says: '2 CPUs' }],
      default: '2',
    },
  ],
  compares: 'parameter',
  contradiction: () => null,
  build,
  expectations: [
    {
      ...A10,
      when: { parameter: 'read-twice', initially: 'on' },
      verdict: 'violated',
      why: 'set at the first place and clear at the second: the capture kernel is tried at neither',
    },
    {
      ...A10,
      when: { parameter: 'read-twice', initially: 'off', image: 'none' },
      verdict: 'violated',
      why: 'clear at the first place and set at the second: the capture kernel is tried at both',
    },
    {
      ...A10,
      when: { parameter: 'read-twice', initially: 'off', image: 'loaded' },
      verdict: 'holds',
      why: 'the first attempt does not come back',
    },
    {
      ...A10,
      when: { parameter: 'copied' },
      verdict: 'holds',
      why: 'both places look at the one copy',
    },
  ],
  unreached: [
    {
      steps: ['panic_smp_self_stop.cpu_relax', '__crash_kexec@cmpxchg.locked.refused'],
      reason: 'only one CPU panics, and nobody else takes the kexec lock',
    },
  ],
  notYet: [],
};
