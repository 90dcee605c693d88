import { crashHotplugExpectations } from './crash-hotplug.expected.js';
import { hotplugCpus, hotplugSystem } from './hotplug-system.js';
import type { Scenario, Variant } from './scenario.js';

/** Section F: the handler of crash hotplug, whoever else wants the crash image, and a panic. */

const DEFAULTS: Variant = {
  lock: 'cmpxchg',
  invalidate: 'yes',
  'hotplug-lock': 'yes',
  image: 'file',
  permission: 'checked',
  udev: 'none',
  other: 'none',
  event: 'memory',
  failure: 'none',
};

/** These settings ask questions of their own: whatever else is off its default makes another question of it. */
function alone(v: Variant, setting: string, but: readonly string[]): string | null {
  if (v[setting] === DEFAULTS[setting]) return null;
  const off = Object.keys(DEFAULTS).filter(
    (name) => name !== setting && !but.includes(name) && v[name] !== DEFAULTS[name],
  );
  return off.length === 0
    ? null
    : `${setting}=${v[setting]} is asked with ${off[0]}=${DEFAULTS[off[0]]}, not ${v[off[0]]}`;
}

const udevOf = (v: Variant) => (v.udev === 'yes' ? 'new' : 'none');
const fitting = (given: Variant): string => {
  const v = { ...DEFAULTS, ...given };
  return String(hotplugCpus({ udev: udevOf(v), other: v.other as 'none' }));
};

function contradiction(v: Variant): string | null {
  if (Number(v.cpus) < Number(fitting(v)))
    return `cpus=${v.cpus} is too few for udev and whoever else is there (--cpus ${fitting(v)})`;
  if (v.permission === 'unchecked' && v.image !== 'kexec-load-old')
    return 'permission=unchecked matters for an image that does not permit updates (image=kexec-load-old)';
  if (v.failure === 'no-room' && v.event === 'cpu')
    return 'failure=no-room is about memory ranges: the segment has room for every possible CPU (event=memory)';
  if (v.udev === 'yes' && v.other === 'event')
    return 'udev=yes has two events already, one after the other (other=none)';
  if (v.other === 'load-old' && v.image !== 'kexec-load')
    return 'other=load-old is about an image that the kernel updates, replaced by one that it does not (image=kexec-load)';
  return (
    alone(v, 'lock', ['invalidate', 'hotplug-lock']) ??
    alone(v, 'invalidate', ['lock', 'hotplug-lock']) ??
    alone(v, 'permission', ['image', 'hotplug-lock']) ??
    alone(v, 'failure', ['image', 'event', 'hotplug-lock']) ??
    alone(v, 'event', ['image', 'failure', 'hotplug-lock'])
  );
}

export const crashHotplugScenario: Scenario = {
  name: 'crash-hotplug',
  question: 'Does the crash image stay right, and bootable, while the kernel updates its elfcorehdr?',
  about: `\
Since v6.6 the kernel rewrites the elfcorehdr of the loaded crash image itself when memory or CPUs come and go. It does
so under the kexec lock, which it only tries: an event that finds the lock taken is dropped. Meanwhile kexec_crash_image
is NULL. The sysfs node crash_hotplug tells udev whether it need load the image again.

CPU 0 makes two hotplug events (one, if udev and somebody else are there as well). udev, a loader, a reader of
/sys/kernel/kexec_crash_size or a second source of events can be added. An NMI may panic on any CPU at any moment, once.`,
  options: [
    {
      name: 'hotplug-lock',
      says: '__crash_hotplug_lock, a mutex around handler and sysfs node',
      values: [
        { name: 'yes', says: 'since v6.6-rc4 (e2a8f20dd8e9)' },
        { name: 'no', says: 'as first merged, v6.6-rc1' },
      ],
      default: 'yes',
    },
    {
      name: 'lock',
      says: 'what guards kexec_crash_image',
      values: [
        { name: 'cmpxchg', says: 'the kexec lock of v6.0 ..' },
        { name: 'none', says: 'nothing: what if it were left out' },
      ],
      default: 'cmpxchg',
    },
    {
      name: 'invalidate',
      says: 'whether kexec_crash_image is NULL while the elfcorehdr is written',
      values: [
        { name: 'yes', says: 'as in the kernel' },
        { name: 'no', says: 'what if it were left out' },
      ],
      default: 'yes',
    },
    {
      name: 'image',
      says: 'how the crash image was loaded, and is loaded again',
      values: [
        { name: 'file', says: 'kexec_file_load()' },
        { name: 'kexec-load', says: 'kexec_load() with KEXEC_UPDATE_ELFCOREHDR' },
        { name: 'kexec-load-old', says: 'kexec_load() by kexec-tools that know nothing of crash hotplug' },
      ],
      default: 'file',
    },
    {
      name: 'permission',
      says: 'whether the handler asks if the image permits the update',
      values: [
        { name: 'checked', says: 'as in the kernel (a72bbec70da2)' },
        { name: 'unchecked', says: 'every image is updated' },
      ],
      default: 'checked',
    },
    {
      name: 'udev',
      says: 'whether udev reads crash_hotplug at each event, and loads the image again if that is 0',
      values: [
        { name: 'none', says: 'left out: user space is taken to do what the node says' },
        { name: 'yes', says: 'yes' },
      ],
      default: 'none',
    },
    {
      name: 'other',
      says: 'who else is there',
      values: [
        { name: 'none', says: 'nobody' },
        { name: 'size', says: 'a reader of /sys/kernel/kexec_crash_size' },
        { name: 'load', says: 'somebody who loads the image again (kexec -p)' },
        { name: 'load-old', says: 'the same with kexec-tools that know nothing of crash hotplug' },
        { name: 'event', says: 'another CPU makes the second event' },
      ],
      default: 'none',
    },
    {
      name: 'event',
      says: 'what comes and goes',
      values: [
        { name: 'memory', says: 'memory' },
        { name: 'cpu', says: 'CPUs' },
      ],
      default: 'memory',
    },
    {
      name: 'failure',
      says: 'what may go wrong in the update',
      values: [
        { name: 'none', says: 'nothing' },
        { name: 'no-memory', says: 'there may be no memory to prepare the new elfcorehdr in' },
        { name: 'no-room', says: 'the new elfcorehdr is longer than its segment' },
      ],
      default: 'none',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: fitting,
    },
  ],
  compares: 'hotplug-lock',
  contradiction,
  build: (v) =>
    hotplugSystem({
      name: 'crash-hotplug',
      lock: v.lock as 'cmpxchg' | 'none',
      syscall: v.image === 'file' ? 'kexec_file_load' : 'kexec_load',
      tools: v.image === 'kexec-load-old' ? 'old' : 'new',
      udev: udevOf(v),
      other: v.other as 'none',
      cpus: Number(v.cpus),
      text: {
        form: 'v6.6',
        digest: 'segment-index',
        handler: {
          hotplugLock: v['hotplug-lock'] === 'yes',
          nulling: v.invalidate === 'yes',
          permission: v.permission === 'checked',
          event: v.event as 'memory' | 'cpu',
          failure: v.failure as 'none',
        },
      },
    }),
  expectations: crashHotplugExpectations,
  bugs: [
    {
      id: '8 hotplug-trylock-drops-event',
      fix: 'e2a8f20dd8e9',
      property: 'elfcorehdr-fresh',
      before: { udev: 'yes', 'hotplug-lock': 'no' },
      after: { udev: 'yes', 'hotplug-lock': 'yes' },
    },
    {
      id: '8 hotplug-trylock-drops-event',
      fix: 'e2a8f20dd8e9',
      property: 'elfcorehdr-fresh',
      before: { other: 'size', 'hotplug-lock': 'no' },
      after: { other: 'size', 'hotplug-lock': 'yes' },
      residual:
        'who takes only the kexec lock (a loader, a reader of kexec_crash_size) still makes the handler drop the event',
    },
    {
      id: '9 elfcorehdr-breaks-digest',
      fix: 'a72bbec70da2',
      property: 'digest-consistency',
      before: { image: 'kexec-load-old', permission: 'unchecked' },
      after: { image: 'kexec-load-old', permission: 'checked' },
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
  ],
  notYet: [],
};
