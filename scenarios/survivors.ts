/** Changes to a model that no property notices, and why that is right. `panic-check mutate` shows what they are. */
export interface Survivors {
  readonly scenario: string;
  /** Ids of changes; `*` stands for any text. */
  readonly changes: readonly string[];
  readonly reason: string;
}

const ASKS_LATE = 'the wait is bounded and may run out at once, which is what waiting before asking comes to';

export const survivors: readonly Survivors[] = [
  {
    scenario: 'self-stop',
    changes: ['*crash_save_cpu:swap-steps', '__crash_kexec.machine_crash_shutdown:swap-steps'],
    reason: 'registers are saved all the same before the capture kernel starts, on each CPU by itself',
  },
  {
    scenario: 'self-stop',
    changes: ['crash_smp_send_stop.smp_call_function:swap-steps'],
    reason: ASKS_LATE,
  },
  ...['dump-list', 'kmsg-dumpers'].map((scenario) => ({
    scenario,
    changes: ['smp_send_stop*.irq:swap-steps*'],
    reason: ASKS_LATE,
  })),
  {
    scenario: 'panic-kgdb',
    changes: ['smp_send_stop.*:unbounded-wait', 'stop_this_cpu.report:skip-store'],
    reason:
      'the only question is which CPUs the debugger sees; how long the wait for them takes is asked elsewhere',
  },
  {
    scenario: 'emergency-restart',
    changes: ['driver_write.device:*', 'pstore_dump.kmsg_dump_get_buffer:*', 'pstore_dump.write:*'],
    reason: 'whether the machine restarts does not depend on what is stored; kmsg-dumpers asks that',
  },
  {
    scenario: 'kmsg-dump',
    changes: ['driver_write.device:*', 'pstore_dump.kmsg_dump_get_buffer:*', 'pstore_dump.write:*'],
    reason: 'the question is when dumpers run, not what they store; kmsg-dumpers asks that',
  },
  ...['dump-list', 'kmsg-dumpers'].map((scenario) => ({
    scenario,
    changes: ['panic.crash_kexec:*'],
    reason:
      'no image is loaded, so that it makes no difference whether or when __crash_kexec() looks for one',
  })),
  {
    scenario: 'kexec-reboot',
    changes: ['native_stop_other_cpus*.wait_1s:*', 'native_stop_other_cpus*.still:weaken-guard'],
    reason:
      'the wait for the interrupt only saves an NMI: the wait for that comes after it, and has no bound here',
  },
  {
    scenario: 'crash-digest',
    changes: ['*.locked.load_kernel:*', '*.locked.load_kernel_rest:*'],
    reason: 'one CPU loads and then panics: what a half loaded kernel does is asked in kexec-lock',
  },
  {
    scenario: 'kmsg-dumpers',
    changes: ['make_task_dead.oops:swap-steps', 'mtdoops_do_dump.at_once:weaken-guard'],
    reason:
      'mtdoops then writes an oops earlier or later than its worker would; what is asked is what becomes of the text of the panic',
  },
  {
    scenario: 'panic-printk',
    changes: [
      'panic.notifier:*',
      'panic.smp_send_stop:swap-steps',
      'panic@printk-v6.1.notifier:swap-steps',
      'panic@printk-v4.20.notifier:swap-steps',
      'panic.console_unblank:skip-call',
    ],
    reason:
      'the text that is asked for is stored before, and the last flush, which comes after, prints whatever is in the log; that notifiers are called is asked in panic-notifiers',
  },
  {
    scenario: 'panic-printk',
    changes: ['console_unblank.console_unlock:drop-unlock', 'up.inc:skip-store'],
    reason: 'console_sem stays taken, and the last flush does without it',
  },
  {
    scenario: 'panic-printk',
    changes: ['panic@printk-v4.6.console_unblank:swap-steps'],
    reason:
      'bust_spinlocks(0) comes before the last flush in either order, which drivers-know-of-oops minds already',
  },
  {
    scenario: 'panic-printk',
    changes: ['vprintk_store.nobody:skip-store', 'vprintk_store.nobody:change-constant'],
    reason:
      'before the other CPU is stopped each CPU prints one line, so that only the panic, and only after the stop, can take itself for a recursion',
  },
  {
    scenario: 'panic-printk',
    changes: [
      'console_trylock_spinning.handed_over:change-constant',
      'console_unlock.again.abandoned:negate-guard',
      'console_unlock.again.somebody:weaken-guard',
      'console_unlock.again.flush.left_to_panic:*',
    ],
    reason:
      'a CPU leaves the console earlier or later, and the last flush prints what it left; that it leaves nothing where nobody panics is asked in console-unlock',
  },
  {
    scenario: 'panic-printk',
    changes: ['console_unlock.again.flush.flushed:negate-guard'],
    reason:
      'it goes round for ever once the log is empty, and no question here is about runs without an end; panic-flush has one',
  },
  {
    scenario: 'panic-printk',
    changes: ['console_emit_next_record@v6.1.enable:swap-steps*'],
    reason:
      'nobody waits for the console during a panic, so that it does not matter when its owner says who it is',
  },
  {
    scenario: 'nmi-shootdown',
    changes: ['register_nmi_handler.list_add_rcu*'],
    reason:
      'a list of handlers that has become a ring hurts only whoever walks on, and crash_nmi_callback() returns only to the crashing CPU; a second shootdown is asked by shootdown-once',
  },
  {
    scenario: 'nmi-shootdown',
    changes: ['nmi_shootdown_cpus@register-expires.waiting:swap-steps'],
    reason: 'nobody calls the handler before the NMIs are sent, and that comes after both',
  },
  {
    scenario: 'nmi-shootdown',
    changes: ['native_stop_other_cpus.still.handler:swap-steps'],
    reason:
      'an NMI that comes too early for its handler stops nobody; whether the ordinary stop reaches all is asked in stop-cpus',
  },
  {
    scenario: 'panic-force-cpu',
    changes: ['panic.lost:weaken-guard'],
    reason: 'who won has written panic_cpu, and panic_on_other_cpu() says no to it',
  },
  {
    scenario: 'panic-notifiers',
    changes: [
      'kernel_init.early_param:swap-steps',
      'atomic_notifier_chain_register.filter.*',
      'is_panic_notifier_filtered.found:negate-guard',
    ],
    reason:
      'the filter is put to the variant in which the capture kernel comes first and no notifier runs; notifier-filter asks what the filter keeps out',
  },
  {
    scenario: 'panic-notifiers',
    changes: ['notifier_call_chain.walk.pvpanic:weaken-guard'],
    reason:
      'the lock of pvpanic is then taken once more, by a second notifier: whoever waits for it waits at the first',
  },
  {
    scenario: 'panic-notifiers',
    changes: ['panic.crash_kexec:swap-steps'],
    reason:
      'the other CPUs are stopped before the dump instead of in it, which is what crash_kexec_post_notifiers does and no property forbids',
  },
  {
    scenario: 'panic-post-notifiers',
    changes: ['panic.kdump_*.crash_kexec:skip-call'],
    reason:
      'the question is how often panic() comes to the attempt, which is noted before it; that the attempt starts the dump is asked in kexec-lock',
  },
  ...['crash-digest', 'console-unlock'].map((scenario) => ({
    scenario,
    changes: ['*:split-atomic'],
    reason:
      'what is one step is memory that nobody else can see yet, or that a lock guards; one step is only shorter',
  })),
];

/** Why a change to a scenario goes unnoticed; null if nobody has said. */
export function explained(scenario: string, id: string): string | null {
  const found = survivors.find((s) => s.scenario === scenario && s.changes.some((c) => matches(c, id)));
  return found?.reason ?? null;
}

export const matches = (pattern: string, id: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
      .join('.*')}$`,
  ).test(id);
