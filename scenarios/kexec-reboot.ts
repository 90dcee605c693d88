import { kernelKexec, mwaitPlayDead, reboot, smpKickMwaitPlayDead } from '../model/kernel/kexec_reboot.js';
import { excNmiOfStop, NMI_VECTOR } from '../model/kernel/nmi.js';
import { type Bound, REBOOT_VECTOR, stopFunctions } from '../model/kernel/stop.js';
import { crash } from '../model/kernel/stop_state.js';
import {
  atOn,
  cpuNumber,
  cpuNumbers,
  eq,
  has,
  initially,
  noDeadlock,
  on,
  or,
  point,
  read,
  system,
} from '../model/language/index.js';
import { allCpusStopped } from '../properties/all-cpus-stopped.js';
import { codePromises } from '../properties/code-promises.js';
import { kexecRebootExpectations } from './kexec-reboot.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** The ordinary stop where it matters most: before a kexec without a panic. */

function build(v: Variant) {
  const bound = v.wait as Bound;
  const kick = v.kick === 'yes';
  const offline = v.other === 'mwait';
  const stop = stopFunctions({
    handler: 'emergency',
    issued: 'last',
    once: true,
    bound,
    stop: v.stop as 'irq-nmi' | 'stop-mask',
    sme: true,
    wait: true,
    kick: kick ? smpKickMwaitPlayDead(bound) : null,
  });
  const mwait_play_dead = mwaitPlayDead({ kexec_hlt: kick });
  const other = cpuNumber(1);
  const machine = system({
    name: 'kexec-reboot',
    cpus: 2,
    tasks: [kernelKexec(stop.native_stop_other_cpus), offline ? mwait_play_dead : null],
    vectors: [
      on(REBOOT_VECTOR, stop.sysvec_reboot),
      on(NMI_VECTOR, excNmiOfStop(stop.smp_stop_nmi_callback)),
    ],
    init: [
      initially(crash.cpu_online_mask, cpuNumbers(offline ? [0] : [0, 1])),
      initially(crash.cpus_dirty, cpuNumbers(offline ? [] : [1])),
      ...(offline
        ? [
            initially(reboot.mwait_cpu_dead_control.of(other), 'MWAIT_WAIT'),
            initially(reboot.mwait_cpu_dead_status.of(other), 'MWAIT_WAIT'),
          ]
        : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      allCpusStopped(
        eq(read(reboot.memory), 'new kernel'),
        or(
          has(read(crash.cpus_dirty), other),
          atOn(
            other,
            ...(kick ? (['control', 'kexec.status'] as const).map((l) => point(mwait_play_dead, l)) : []),
            point(mwait_play_dead, 'cond_wakeup_cpu0'),
          ),
        ),
      ),
      ...codePromises(machine),
    ],
  };
}

export const kexecRebootScenario: Scenario = {
  name: 'kexec-reboot',
  question: 'Has every CPU of the old kernel really stopped when kexec starts the new one?',
  about: `\
A kexec without a panic overwrites all of memory, so the CPUs of the old kernel must be out of the way: not only told to
stop, and not only those that are online. With SME a stopping CPU writes its cache back; until v6.5 it counted as stopped
before it did. And a CPU that was taken offline sleeps in MWAIT on a line of memory that the new kernel will write to.

CPU 0 does the kexec; CPU 1 is online and idle, or offline. The first second of waiting, and the 5 ms in which an offline
CPU is to answer, run out at any moment, or never.`,
  options: [
    {
      name: 'stop',
      says: 'how stop_other_cpus() knows that the others have stopped',
      values: [
        { name: 'irq-nmi', says: 'one CPU is online, v3.7 .. v6.4' },
        { name: 'stop-mask', says: 'all have cleared their bit in cpus_stop_mask, since v6.5' },
      ],
      default: 'stop-mask',
    },
    {
      name: 'kick',
      says: 'whether offline CPUs are taken out of MWAIT first, since v6.5',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'yes: into HLT' },
      ],
      default: 'yes',
    },
    {
      name: 'other',
      says: 'the other CPU',
      values: [
        { name: 'online', says: 'online and idle' },
        { name: 'mwait', says: 'offline, in MWAIT' },
      ],
      default: 'online',
    },
    {
      name: 'wait',
      says: 'whether the bounded waits of the stop code run out',
      values: [
        { name: 'never', says: 'never' },
        { name: 'expires', says: 'at any moment' },
      ],
      default: 'never',
    },
  ],
  compares: 'stop',
  contradiction: () => null,
  build,
  expectations: kexecRebootExpectations,
  bugs: [
    {
      id: '34 stop-cpus-wbinvd',
      fix: '1f5e7eb7868e',
      property: 'all-cpus-stopped',
      before: { stop: 'irq-nmi', kick: 'no' },
      after: { stop: 'stop-mask', kick: 'no' },
    },
    {
      id: '35 offline-cpu-wakes-after-kexec',
      fix: 'd7893093a741',
      property: 'all-cpus-stopped',
      before: { other: 'mwait', kick: 'no' },
      after: { other: 'mwait', kick: 'yes' },
    },
  ],
  unreached: [
    {
      steps: [
        'native_stop_other_cpus@irq-nmi-never-wait.still.handler',
        'native_stop_other_cpus@irq-nmi-never-wait.still.nmi',
        'native_stop_other_cpus@irq-nmi-never-wait.still.wait_10ms',
        'native_stop_other_cpus@irq-nmi-never-wait-kick.still.handler',
        'native_stop_other_cpus@irq-nmi-never-wait-kick.still.nmi',
        'native_stop_other_cpus@irq-nmi-never-wait-kick.still.wait_10ms',
        'native_stop_other_cpus@stop-mask-never-wait.still.handler',
        'native_stop_other_cpus@stop-mask-never-wait.still.nmi',
        'native_stop_other_cpus@stop-mask-never-wait.still.wait_10ms',
        'native_stop_other_cpus@stop-mask-never-wait-kick.still.handler',
        'native_stop_other_cpus@stop-mask-never-wait-kick.still.nmi',
        'native_stop_other_cpus@stop-mask-never-wait-kick.still.wait_10ms',
      ],
      reason: 'wait=never: the first wait lasts until everybody has stopped',
    },
    {
      steps: [
        'native_stop_other_cpus@irq-nmi-never-wait.beaten.out',
        'native_stop_other_cpus@irq-nmi-never-wait-kick.beaten.out',
        'native_stop_other_cpus@irq-nmi-expires-wait.beaten.out',
        'native_stop_other_cpus@irq-nmi-expires-wait-kick.beaten.out',
        'native_stop_other_cpus@stop-mask-never-wait.beaten.out',
        'native_stop_other_cpus@stop-mask-never-wait-kick.beaten.out',
        'native_stop_other_cpus@stop-mask-expires-wait.beaten.out',
        'native_stop_other_cpus@stop-mask-expires-wait-kick.beaten.out',
      ],
      reason: 'only one CPU stops the others here, so nobody has beaten it to it',
    },
    {
      steps: [
        'smp_stop_nmi_callback@irq-nmi.stopping.handled',
        'smp_stop_nmi_callback@stop-mask.stopping.handled',
      ],
      reason: 'no NMI hits the CPU that does the kexec',
    },
  ],
  notYet: [],
};
