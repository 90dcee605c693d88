import { consoleUnlockScenario } from './console-unlock.js';
import { crashDigestScenario } from './crash-digest.js';
import { crashHotplugScenario } from './crash-hotplug.js';
import { dumpListScenario } from './dump-list.js';
import { emergencyRestartScenario } from './emergency-restart.js';
import { errorReportScenario } from './error-report.js';
import { hotplugMatrixScenario } from './hotplug-matrix.js';
import { kexecLockScenario } from './kexec-lock.js';
import { kexecRebootScenario } from './kexec-reboot.js';
import { kmsgDumpScenario } from './kmsg-dump.js';
import { kmsgDumpersScenario } from './kmsg-dumpers.js';
import { nbconScenario } from './nbcon.js';
import { nmiBroadcastScenario } from './nmi-broadcast.js';
import { nmiShootdownScenario } from './nmi-shootdown.js';
import { notifierChainScenario } from './notifier-chain.js';
import { notifierFilterScenario } from './notifier-filter.js';
import { oopsPostNotifiersScenario } from './oops-post-notifiers.js';
import { panicBacktraceScenario } from './panic-backtrace.js';
import { panicFlushScenario } from './panic-flush.js';
import { panicForceCpuScenario } from './panic-force-cpu.js';
import { panicGateScenario } from './panic-gate.js';
import { panicKgdbScenario } from './panic-kgdb.js';
import { panicListsScenario } from './panic-lists.js';
import { panicNotifiersScenario } from './panic-notifiers.js';
import { panicOnWarnScenario } from './panic-on-warn.js';
import { panicPostNotifiersScenario } from './panic-post-notifiers.js';
import { panicPreemptScenario } from './panic-preempt.js';
import { panicPrintkScenario } from './panic-printk.js';
import { printkLocksScenario } from './printk-locks.js';
import type { Scenario } from './scenario.js';
import { selfStopScenario } from './self-stop.js';
import { stopCpusScenario } from './stop-cpus.js';

/** Every built-in scenario. */
export const scenarios: readonly Scenario[] = [
  kexecLockScenario,
  panicGateScenario,
  panicForceCpuScenario,
  panicPreemptScenario,
  panicOnWarnScenario,
  panicPostNotifiersScenario,
  oopsPostNotifiersScenario,
  panicKgdbScenario,
  panicFlushScenario,
  crashHotplugScenario,
  hotplugMatrixScenario,
  crashDigestScenario,
  kexecRebootScenario,
  nmiBroadcastScenario,
  nmiShootdownScenario,
  stopCpusScenario,
  selfStopScenario,
  panicNotifiersScenario,
  panicListsScenario,
  notifierChainScenario,
  notifierFilterScenario,
  kmsgDumpScenario,
  kmsgDumpersScenario,
  dumpListScenario,
  emergencyRestartScenario,
  panicPrintkScenario,
  nbconScenario,
  printkLocksScenario,
  consoleUnlockScenario,
  panicBacktraceScenario,
  errorReportScenario,
];

export * from './scenario.js';
