import {
  cpuOrNone,
  cpuSet,
  emptySet,
  flag,
  ghost,
  int,
  oneOf,
  perCpu,
  shared,
  starting,
} from '../language/index.js';
import { cpu_online_mask } from './panic.js';

/** What the code that stops CPUs shares with the NMI code and with the drivers of both. */

export const shootdownCallback = oneOf('NULL', 'kdump_nmi_callback');

/** What a panicking CPU and those that it stops share. */
export const crash = {
  /** The system says who is online at first: `cpuNumbers`. */
  cpu_online_mask,
  ...shared({
    crashing_cpu: cpuOrNone,
    shootdown_callback: shootdownCallback,
    waiting_for_crash_ipi: starting(int(-4, 4), 0),
    crash_ipi_issued: flag,
    /** crash_smp_send_stop() has a static local of this name. */
    cpus_stopped: flag,
    stopping_cpu: cpuOrNone,
    cpus_stop_mask: starting(cpuSet, emptySet),
    /** CPUs whose caches hold lines of memory that they have yet to write back. */
    cpus_dirty: starting(cpuSet, emptySet),
    /** machine_kexec() has loaded an IDT without entries. */
    idt_invalid: flag,
  }),
  /** The ELF note with the registers of a CPU. */
  crash_notes: perCpu({ crash_notes: oneOf('empty', 'saved') }).crash_notes,
};

/** What the questions remember. */
export const stopSeen = ghost({
  /** CPUs that ran the body of crash_nmi_callback(), and whether one did so twice. */
  answered: starting(cpuSet, emptySet),
  answered_again: flag,
  /** The shootdown was set up; it was set up twice. */
  shot: flag,
  shot_again: flag,
  /** A CPU saved its registers a second time. */
  saved_again: flag,
});
