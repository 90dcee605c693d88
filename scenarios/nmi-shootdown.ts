import { kexec } from '../model/kernel/kexec.js';
import { NMI_VECTOR, nmi, nmiFunctions, register_some_handler } from '../model/kernel/nmi.js';
import { panic_smp_self_stop, panicFunctions, panicking } from '../model/kernel/panic.js';
import { crashNmiCallback, REBOOT_VECTOR, stopFunctions } from '../model/kernel/stop.js';
import { crash, stopSeen } from '../model/kernel/stop_state.js';
import {
  and,
  clear_cpu,
  cpuNumbers,
  eq,
  explain,
  fn,
  halt,
  has,
  ignored,
  initially,
  local_irq_disable,
  NONE,
  ne,
  noDeadlock,
  not,
  on,
  or,
  point,
  read,
  stopCpu,
  stopped,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { crashCallbackOnce } from '../properties/crash-callback-once.js';
import { crashIpiCounted } from '../properties/crash-ipi-counted.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { panicOwnerNotStopped } from '../properties/panic-owner-not-stopped.js';
import { registersSaved } from '../properties/registers-saved.js';
import { shootdownOnce } from '../properties/shootdown-once.js';
import { shootdownSetUp } from '../properties/shootdown-set-up.js';
import { nmiShootdownExpectations } from './nmi-shootdown.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Section C, the part about setting the shootdown up: its handler, its lock, and the second time. */

function contradiction(v: Variant): string | null {
  if (v.task === 'register' && v['panic-from'] === 'task')
    return 'task=register needs a panic on top of that task (panic-from=nmi)';
  if (v['perf-nmi'] === 'yes' && v['panic-from'] === 'nmi')
    return 'perf-nmi=yes needs a panic below NMI: no NMI interrupts an NMI (panic-from=task)';
  if (v.text === 'again' && (v.handler !== 'register' || v.image === 'loaded'))
    return 'text=again is about a restart of v5.11 .. v6.2 after a panic without a dump (handler=register, image=none)';
  if (v.text === 'unchecked' && v['perf-nmi'] === 'no')
    return 'text=unchecked matters only if an NMI hits the crashing CPU (perf-nmi=yes, panic-from=task)';
  if (v.text === 'again' && v['panic-from'] === 'nmi')
    return 'text=again matters only if the panic can be interrupted by an NMI (panic-from=task)';
  if (v.other === 'offline' && (v.text !== 'once' || v['perf-nmi'] === 'yes' || v.task === 'register'))
    return 'other=offline asks about the count alone (text=once, perf-nmi=no, task=none)';
  if (v.other === 'irqs-off' && v.task !== 'register')
    return 'other=irqs-off is a CPU that gives the ordinary stop a reason to send NMIs: it goes with task=register';
  return null;
}

function build(v: Variant) {
  const notifiersFirst = v.order === 'notifiers-first';
  const crash_nmi_callback = crashNmiCallback({ checks: v.text !== 'unchecked' });
  const handler = v.handler as 'emergency' | 'register';
  const stop = stopFunctions({
    handler,
    issued: 'last',
    once: v.text !== 'again',
    bound: 'expires',
    stop: 'stop-mask',
  });
  const ordinary = !notifiersFirst && v.image === 'none';
  const { panic } = panicFunctions({
    __crash_kexec: stop.__crash_kexec,
    postNotifiers: notifiersFirst,
    stopOthers: notifiersFirst ? stop.crash_smp_send_stop : ordinary ? stop.native_stop_other_cpus : null,
    restart: stop.native_machine_emergency_restart,
  });
  const n = nmiFunctions({
    polls: true,
    handler,
    reason: 'none',
    crash_nmi_callback,
    smp_stop_nmi_callback: ordinary ? stop.smp_stop_nmi_callback : null,
    panic,
  });
  // CPU hotplug, from where it matters here: the CPU is no longer online, and then no longer runs.
  const take_cpu_down = fn(
    'take_cpu_down',
    { source: { file: 'kernel/cpu.c', versions: 'v2.6 ..; in outline' } },
    ({ self }) => ({
      irq_off: local_irq_disable,
      teardown: ignored('migrating interrupts, timers and tasks away touches nothing of the shootdown'),
      set_cpu_online: clear_cpu(crash.cpu_online_mask, self),
      play_dead: stopCpu,
    }),
  );
  const locked_up = fn('driver_lockup', { source: { file: 'a driver', versions: 'any' } }, () => ({
    irq_off: local_irq_disable,
    loop: explain('a hard lockup', halt),
  }));
  const fromNmi = v['panic-from'] === 'nmi';
  const vectors: VectorBinding[] = [on(NMI_VECTOR, n.exc_nmi, fromNmi ? { times: 1, on: [0] } : undefined)];
  if (ordinary) vectors.push(on(REBOOT_VECTOR, stop.sysvec_reboot));
  if (v['perf-nmi'] === 'yes') vectors.push(on(vector('perf_nmi', 'nmi'), n.perf_nmi, { times: 1, on: [0] }));
  const machine = system({
    name: 'nmi-shootdown',
    cpus: 2,
    tasks: [
      fromNmi ? (v.task === 'register' ? register_some_handler : null) : panic,
      v.other === 'offline' ? take_cpu_down : v.other === 'irqs-off' ? locked_up : null,
    ],
    vectors,
    init: [
      initially(crash.cpu_online_mask, cpuNumbers([0, 1])),
      ...(v.image === 'loaded' ? [initially(kexec.kexec_crash_image, 'old')] : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      shootdownOnce(read(stopSeen.shot), read(stopSeen.shot_again)),
      crashCallbackOnce(stopSeen, read(crash.crashing_cpu)),
      shootdownSetUp(
        [point(stop.nmi_shootdown_cpus, 'allbutself'), point(stop.nmi_shootdown_cpus, 'wait_1s')],
        read(crash.crashing_cpu),
        read(crash.crash_ipi_issued),
        handler === 'emergency'
          ? eq(read(nmi.emerg_handler), 'crash_nmi_callback')
          : ne(read(nmi.nmi_desc_head), 'others'),
      ),
      crashIpiCounted(read(crash.waiting_for_crash_ipi), read(stopSeen.shot)),
      panicOwnerNotStopped(
        read(panicking.panic_cpu),
        [point(panic_smp_self_stop, ''), point(n.nmi_panic_self_stop, '')],
        [point(panic, '')],
      ),
      ...(v.image === 'loaded'
        ? [
            kdumpStarts(ne(read(panicking.panic_cpu), NONE)),
            registersSaved(
              (c) => eq(read(crash.crash_notes.of(c)), 'saved'),
              (c) =>
                or(
                  not(has(read(crash.cpu_online_mask), c)),
                  and(not(stopped(c)), ne(read(crash.crashing_cpu), c)),
                ),
              read(stopSeen.saved_again),
            ),
          ]
        : []),
      ...codePromises(machine),
    ],
  };
}

export const nmiShootdownScenario: Scenario = {
  name: 'nmi-shootdown',
  question: 'Can a panic set up the NMI that stops the other CPUs, wherever it comes from, and only once?',
  about: `\
Before a panic sends NMIs to the other CPUs it must tell them what to do with one: nmi_shootdown_cpus() puts a handler in
place. Registering it took the spinlock of the list of NMI handlers, which a panic in an NMI may have interrupted on the
same CPU; since about v6.15 (fe37c699ae3e) there is a slot that is written without a lock. And a restart after a panic
without a dump wants all CPUs out of virtualization, and shot them down again (until 26044aff37a5, v6.3).

CPU 0 panics, in its task or in an unknown NMI; CPU 1 is idle, going offline, or locked up. A perf NMI may hit CPU 0 once.`,
  options: [
    {
      name: 'handler',
      says: 'how crash_nmi_callback() is put in place',
      values: [
        { name: 'register', says: 'register_nmi_handler(), under the lock of the list' },
        { name: 'emergency', says: 'set_emergency_nmi_handler(), one store' },
      ],
      default: 'emergency',
    },
    {
      name: 'text',
      says: 'what a second shootdown and the crashing CPU do',
      values: [
        { name: 'once', says: 'a second shootdown returns, since v6.3' },
        { name: 'again', says: 'a restart shoots again, v5.11 .. v6.2' },
        {
          name: 'unchecked',
          says: 'crash_nmi_callback() does not ask whether this is the crashing CPU (never in a kernel)',
        },
      ],
      default: 'once',
    },
    {
      name: 'panic-from',
      says: 'the context on CPU 0 that panics',
      values: [
        { name: 'task', says: 'a task' },
        { name: 'nmi', says: 'an unknown NMI' },
      ],
      default: 'nmi',
    },
    {
      name: 'task',
      says: 'what runs on CPU 0 below the NMI',
      values: [
        { name: 'none', says: 'nothing' },
        { name: 'register', says: 'a task that registers an NMI handler of a driver' },
      ],
      default: 'none',
    },
    {
      name: 'order',
      says: 'crash_kexec_post_notifiers',
      values: [
        { name: 'kdump-first', says: 'off: the dump is tried first, then comes the ordinary stop' },
        { name: 'notifiers-first', says: 'on: crash_smp_send_stop(), notifiers, then the dump' },
      ],
      default: 'kdump-first',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'loaded', says: 'yes' },
        { name: 'none', says: 'no' },
      ],
      default: 'loaded',
    },
    {
      name: 'perf-nmi',
      says: 'whether an NMI that perf would claim hits CPU 0, once, at any moment',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'yes' },
      ],
      default: 'no',
    },
    {
      name: 'other',
      says: 'what CPU 1 does',
      values: [
        { name: 'idle', says: 'nothing' },
        { name: 'offline', says: 'it goes offline' },
        { name: 'irqs-off', says: 'it loops with interrupts off, for ever' },
      ],
      default: 'idle',
    },
  ],
  compares: 'handler',
  contradiction,
  build,
  expectations: nmiShootdownExpectations,
  bugs: [
    {
      id: '20 double-nmi-shootdown',
      fix: '26044aff37a5',
      property: 'shootdown-once',
      before: {
        text: 'again',
        handler: 'register',
        'panic-from': 'task',
        order: 'notifiers-first',
        image: 'none',
      },
      after: {
        text: 'once',
        handler: 'register',
        'panic-from': 'task',
        order: 'notifiers-first',
        image: 'none',
      },
    },
    {
      id: '21 nmi-register-lock-in-panic',
      fix: 'fe37c699ae3e',
      property: 'no-deadlock',
      before: { handler: 'register', task: 'register' },
      after: { handler: 'emergency', task: 'register' },
    },
  ],
  unreached: [
    {
      steps: [
        'nmi_shootdown_cpus@register-expires.issued.warn',
        'nmi_shootdown_cpus@emergency-expires.issued.warn',
      ],
      reason: 'the shootdown is set up once here: whoever could come second asks before it calls',
    },
    {
      steps: [
        'panic_smp_self_stop.cpu_relax',
        'nmi_panic@polls.first.elsewhere',
        'nmi_panic_self_stop@polls.run_crash_ipi_callback',
        'nmi_panic_self_stop@polls.callback',
        'nmi_panic_self_stop@polls.cpu_relax',
      ],
      reason: 'only CPU 0 panics, so nobody loses the race',
    },
    {
      steps: [
        'default_do_nmi@polls.was_local.out_local',
        'default_do_nmi@polls.reason_lock.round.crash_ipi.issued',
        'default_do_nmi@polls.reason_lock.round.crash_ipi.callback',
      ],
      reason:
        'an NMI that a handler claims and returns from is the perf NMI, which has its own entry; nobody holds nmi_reason_lock for good',
    },
    {
      steps: ['native_stop_other_cpus@stop-mask-expires.beaten.out'],
      reason: 'only one CPU stops the others here, so nobody has beaten it to it',
    },
    {
      steps: [
        'native_machine_crash_shutdown@register-again.irq_off',
        '__crash_kexec@register-again.image.idt_invalidate',
        '__crash_kexec@register-again.image.machine_kexec',
        'crash_smp_send_stop@register-again.stopped.out',
      ],
      reason: 'text=again is asked without an image',
    },
  ],
  notYet: [],
};
