import { hotplugMatrixExpectations } from './hotplug-matrix.expected.js';
import { hotplugSystem } from './hotplug-system.js';
import type { Scenario, Variant } from './scenario.js';

/** The table of the patch: kernel, kexec-tools and udev rule, each old or new, in any order of their roll-out. */

function contradiction(v: Variant): string | null {
  if (v['kexec-tools'] === 'blind' && (v.kernel !== 'old' || v.load !== 'kexec_load'))
    return 'kexec-tools=blind is about kexec_load() on a kernel that does not know the flag (kernel=old load=kexec_load)';
  return null;
}

export const hotplugMatrixScenario: Scenario = {
  name: 'hotplug-matrix',
  question: 'What does a hotplug event do to kdump, with this kernel, these kexec-tools and this udev rule?',
  about: `\
Crash hotplug needs a kernel (v6.6 ..), kexec-tools with --hotplug if the image is loaded with kexec_load(), and a udev
rule that asks for the sysfs node crash_hotplug. Whatever is missing, an event makes user space unload the crash image
and load it again, as always before. It was promised that the parts can be rolled out in any order.

CPU 0 makes two hotplug events, CPU 1 is udev, which works on them one after the other. An NMI may panic on either CPU at
any moment, once.`,
  options: [
    {
      name: 'kernel',
      says: 'the kernel',
      values: [
        { name: 'old', says: 'without crash hotplug, .. v6.5' },
        { name: 'new', says: 'with it: v6.6 with the fixes of its digest and of its lock' },
      ],
      default: 'new',
    },
    {
      name: 'kexec-tools',
      says: 'what loads the image',
      values: [
        { name: 'old', says: 'knows nothing of crash hotplug' },
        {
          name: 'new',
          says: 'leaves the elfcorehdr out of the digest and says so, if the kernel has crash hotplug',
        },
        { name: 'blind', says: 'says so without looking whether the kernel has crash hotplug' },
      ],
      default: 'new',
    },
    {
      name: 'udev',
      says: 'the rule for memory and CPU events',
      values: [
        { name: 'old', says: 'always loads the image again' },
        { name: 'new', says: 'does not if the node crash_hotplug is there and says 1' },
      ],
      default: 'new',
    },
    {
      name: 'load',
      says: 'the system call that loads the image',
      values: [
        { name: 'kexec_load', says: 'kexec_load(): kexec-tools make elfcorehdr and digest' },
        { name: 'kexec_file_load', says: 'kexec_file_load(): the kernel does' },
      ],
      default: 'kexec_load',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'kernel',
  contradiction,
  build: (v) =>
    hotplugSystem({
      name: 'hotplug-matrix',
      lock: 'cmpxchg',
      syscall: v.load as 'kexec_load' | 'kexec_file_load',
      tools: v['kexec-tools'] as 'old' | 'new' | 'blind',
      udev: v.udev as 'old' | 'new',
      other: 'none',
      cpus: Number(v.cpus),
      text:
        v.kernel === 'old'
          ? { form: 'v6.0', digest: 'none', handler: null }
          : {
              form: 'v6.6',
              digest: 'segment-index',
              handler: {
                hotplugLock: true,
                nulling: true,
                permission: true,
                event: 'memory',
                failure: 'none',
              },
            },
    }),
  expectations: hotplugMatrixExpectations,
  bugs: [
    {
      id: '10 kdump-unarmed-during-reload',
      fix: '247262756121',
      property: 'stays-armed',
      before: { kernel: 'old' },
      after: { kernel: 'new' },
    },
  ],
  unreached: [
    {
      steps: ['panic_smp_self_stop.cpu_relax', 'nmi_panic_self_stop.cpu_relax', 'nmi_panic.elsewhere'],
      reason: 'only one CPU panics here, so nobody loses the race for panic_cpu to another CPU',
    },
    {
      steps: ['kexec_calculate_store_digests@segment-index.segments.elfcorehdr.sha_region_elfcorehdr'],
      reason:
        'the elfcorehdr is left out of the digest: that is what the function is right about since 6dacd79d2884',
    },
    {
      steps: ['purgatory@v6.0.bad.loop_forever', 'purgatory@v6.6.bad.loop_forever'],
      reason: 'in no cell of the table does the kernel rewrite what the digest covers: that was the promise',
    },
  ],
  notYet: [],
};
