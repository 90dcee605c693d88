/**
 * What a model file or a test can import, by the name under which the package exports it (`exports` in package.json; a
 * test compares). Loaded when imported: a model needs few of them.
 */
export const entries: Readonly<Record<string, () => Promise<object>>> = {
  'panic-check': () => import('./index.js'),
  'panic-check/config': () => import('./config.js'),
  'panic-check/kernel': () => import('./kernel.js'),
  'panic-check/kernel/crash_hotplug': () => import('../model/kernel/crash_hotplug.js'),
  'panic-check/kernel/error_report': () => import('../model/kernel/error_report.js'),
  'panic-check/kernel/kexec': () => import('../model/kernel/kexec.js'),
  'panic-check/kernel/kexec_lock': () => import('../model/kernel/kexec_lock.js'),
  'panic-check/kernel/kexec_reboot': () => import('../model/kernel/kexec_reboot.js'),
  'panic-check/kernel/kmsg_dump': () => import('../model/kernel/kmsg_dump.js'),
  'panic-check/kernel/nbcon': () => import('../model/kernel/nbcon.js'),
  'panic-check/kernel/nmi': () => import('../model/kernel/nmi.js'),
  'panic-check/kernel/notifier': () => import('../model/kernel/notifier.js'),
  'panic-check/kernel/panic': () => import('../model/kernel/panic.js'),
  'panic-check/kernel/panic_backtrace': () => import('../model/kernel/panic_backtrace.js'),
  'panic-check/kernel/panic_console': () => import('../model/kernel/panic_console.js'),
  'panic-check/kernel/print_locks': () => import('../model/kernel/print_locks.js'),
  'panic-check/kernel/printk': () => import('../model/kernel/printk.js'),
  'panic-check/kernel/purgatory': () => import('../model/kernel/purgatory.js'),
  'panic-check/kernel/smp_stop': () => import('../model/kernel/smp_stop.js'),
  'panic-check/kernel/stop': () => import('../model/kernel/stop.js'),
  'panic-check/kernel/stop_arm': () => import('../model/kernel/stop_arm.js'),
  'panic-check/kernel/stop_arm64': () => import('../model/kernel/stop_arm64.js'),
  'panic-check/kernel/stop_state': () => import('../model/kernel/stop_state.js'),
  'panic-check/kernel/userspace': () => import('../model/kernel/userspace.js'),
  'panic-check/machine': () => import('./machine.js'),
  'panic-check/properties': () => import('./properties.js'),
  'panic-check/scenarios': () => import('./scenarios.js'),
  'panic-check/vitest': () => import('./vitest.js'),
};
