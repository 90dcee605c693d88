import { panicking } from '../model/kernel/panic.js';
import {
  armFunctions,
  armSeen,
  call_function_ipi,
  machine_crash_nonpanic_core,
} from '../model/kernel/stop_arm.js';
import { panicWithSelfStop } from '../model/kernel/stop_arm64.js';
import { crash, stopSeen } from '../model/kernel/stop_state.js';
import {
  and,
  cpuNumbers,
  eq,
  has,
  initially,
  NONE,
  ne,
  noDeadlock,
  not,
  on,
  point,
  read,
  stopped,
  system,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { crashIpiAwaited } from '../properties/crash-ipi-awaited.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { registersSaved } from '../properties/registers-saved.js';
import type { Scenario, Variant } from './scenario.js';

/** Section C, the part about arm: a loser that still counts as online. */

function build(v: Variant) {
  const arm = armFunctions({ offline: v.loser === 'offline' });
  const panic = panicWithSelfStop(v.loser === 'offline' ? 'arm' : 'arm-v4.20', {
    self_stop: arm.panic_smp_self_stop,
    stopOthers: null,
    notifiers: null,
    __crash_kexec: arm.__crash_kexec,
  });
  const machine = system({
    name: 'self-stop',
    cpus: 2,
    tasks: panic,
    vectors: [on(call_function_ipi, machine_crash_nonpanic_core)],
    init: [initially(crash.cpu_online_mask, cpuNumbers([0, 1]))],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      kdumpStarts(and(ne(read(panicking.panic_cpu), NONE), read(armSeen.lost_before))),
      crashIpiAwaited(
        read(crash.waiting_for_crash_ipi),
        [point(arm.crash_smp_send_stop, 'smp_call_function'), point(arm.crash_smp_send_stop, 'wait_1s')],
        (c) => has(read(crash.cpu_online_mask), c),
        [point(machine_crash_nonpanic_core, 'wfe')],
      ),
      // Who lost saves nothing, which is known; who was asked and has not answered may still do so.
      registersSaved(
        (c) => eq(read(crash.crash_notes.of(c)), 'saved'),
        (c) => and(not(stopped(c)), ne(read(panicking.panic_cpu), c)),
        read(stopSeen.saved_again),
      ),
      ...codePromises(machine),
    ],
  };
}

export const selfStopScenario: Scenario = {
  name: 'self-stop',
  question: 'Does a CPU that lost the race for the panic keep the winner from its dump?',
  about: `\
A CPU that loses the race for panic_cpu waits with interrupts off. On 32-bit arm it still counted as online, does not take
the interrupt that asks it to stop, and machine_kexec() insists on a single CPU online: BUG inside the panic. Since v5.0 it
marks itself offline first.

Both CPUs panic, with an image loaded. The one second that the winner waits runs out at any moment; so the question is
only about CPUs that had lost before they were asked.`,
  options: [
    {
      name: 'loser',
      says: 'how a CPU that lost the race counts',
      values: [
        { name: 'online', says: 'as online, until v4.20' },
        { name: 'offline', says: 'as offline, since v5.0' },
      ],
      default: 'offline',
    },
  ],
  compares: 'loser',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: 'S5',
      property: 'kdump-starts',
      when: { loser: 'online' },
      verdict: 'violated',
      why: 'the loser does not take the IPI, counts as online, and machine_kexec() fails its check',
      source: 'panic_smp_self_stop() and machine_kexec() of arm, v6.1',
      confidence: 'sure',
    },
    {
      id: 'S5',
      property: 'kdump-starts',
      when: { loser: 'offline' },
      verdict: 'holds',
      why: 'the loser is not counted',
      source: 'panic_smp_self_stop() and machine_kexec() of arm, v6.1',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '36 arm-self-stop-online',
      fix: '82c08c3e7f17',
      property: 'kdump-starts',
      before: { loser: 'online' },
      after: { loser: 'offline' },
    },
  ],
  unreached: [],
  notYet: [],
};
