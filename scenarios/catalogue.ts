import type { Scenario } from './scenario.js';

/**
 * Every built-in scenario by its name, in the order in which they are listed. Each is loaded when it is asked for: to
 * load them all takes longer than most searches.
 */
export const catalogue: Readonly<Record<string, () => Promise<Scenario>>> = {
  'kexec-lock': async () => (await import('./kexec-lock.js')).kexecLockScenario,
  'panic-gate': async () => (await import('./panic-gate.js')).panicGateScenario,
  'panic-force-cpu': async () => (await import('./panic-force-cpu.js')).panicForceCpuScenario,
  'panic-preempt': async () => (await import('./panic-preempt.js')).panicPreemptScenario,
  'panic-on-warn': async () => (await import('./panic-on-warn.js')).panicOnWarnScenario,
  'panic-post-notifiers': async () => (await import('./panic-post-notifiers.js')).panicPostNotifiersScenario,
  'oops-post-notifiers': async () => (await import('./oops-post-notifiers.js')).oopsPostNotifiersScenario,
  'panic-kgdb': async () => (await import('./panic-kgdb.js')).panicKgdbScenario,
  'panic-flush': async () => (await import('./panic-flush.js')).panicFlushScenario,
  'crash-hotplug': async () => (await import('./crash-hotplug.js')).crashHotplugScenario,
  'hotplug-matrix': async () => (await import('./hotplug-matrix.js')).hotplugMatrixScenario,
  'crash-digest': async () => (await import('./crash-digest.js')).crashDigestScenario,
  'kexec-reboot': async () => (await import('./kexec-reboot.js')).kexecRebootScenario,
  'nmi-broadcast': async () => (await import('./nmi-broadcast.js')).nmiBroadcastScenario,
  'nmi-shootdown': async () => (await import('./nmi-shootdown.js')).nmiShootdownScenario,
  'stop-cpus': async () => (await import('./stop-cpus.js')).stopCpusScenario,
  'self-stop': async () => (await import('./self-stop.js')).selfStopScenario,
  'panic-notifiers': async () => (await import('./panic-notifiers.js')).panicNotifiersScenario,
  'panic-lists': async () => (await import('./panic-lists.js')).panicListsScenario,
  'notifier-chain': async () => (await import('./notifier-chain.js')).notifierChainScenario,
  'notifier-filter': async () => (await import('./notifier-filter.js')).notifierFilterScenario,
  'kmsg-dump': async () => (await import('./kmsg-dump.js')).kmsgDumpScenario,
  'kmsg-dumpers': async () => (await import('./kmsg-dumpers.js')).kmsgDumpersScenario,
  'dump-list': async () => (await import('./dump-list.js')).dumpListScenario,
  'emergency-restart': async () => (await import('./emergency-restart.js')).emergencyRestartScenario,
  'panic-printk': async () => (await import('./panic-printk.js')).panicPrintkScenario,
  nbcon: async () => (await import('./nbcon.js')).nbconScenario,
  'printk-locks': async () => (await import('./printk-locks.js')).printkLocksScenario,
  'console-unlock': async () => (await import('./console-unlock.js')).consoleUnlockScenario,
  'panic-backtrace': async () => (await import('./panic-backtrace.js')).panicBacktraceScenario,
  'error-report': async () => (await import('./error-report.js')).errorReportScenario,
};
