/** Changes to a model that no property notices, and why that is right. `panic-check mutate` shows what they are. */
export interface Survivors {
  readonly scenario: string;
  /** Ids of changes; `*` stands for any text. */
  readonly changes: readonly string[];
  readonly reason: string;
}

const SERIES = 'reporters=three-in-a-row, which --all asks, notices';
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
  ...['dump-list', 'kmsg-dumpers', 'notifier-chain', 'notifier-filter'].map((scenario) => ({
    scenario,
    changes: ['panic.crash_kexec:*'],
    reason:
      'no image is loaded, so that it makes no difference whether or when __crash_kexec() looks for one',
  })),
  {
    scenario: 'kexec-reboot',
    changes: [
      'native_stop_other_cpus*.wait_1s:*',
      'native_stop_other_cpus*.still:weaken-guard',
      'native_stop_other_cpus*.anybody:negate-guard',
    ],
    reason:
      'the interrupt and the wait for it only save an NMI: the wait for that comes after it, and has no bound here',
  },
  {
    scenario: 'stop-cpus',
    changes: ['native_stop_other_cpus@stop-mask*.still:weaken-guard'],
    reason:
      'where nobody is in the mask any more, one more handler is registered, the NMI goes to nobody, and there is nobody to wait for',
  },
  {
    scenario: 'stop-cpus',
    changes: ['native_stop_other_cpus@*.still.handler:swap-steps'],
    reason:
      'a CPU that takes the NMI before there is a handler is not stopped, but stop-reaches asks whether it is in some run; that the handler comes first is asked of the shootdown only (shootdown-set-up)',
  },
  {
    scenario: 'stop-cpus',
    changes: ['nmi_shootdown_cpus.kick:skip-store', 'nmi_shootdown_cpus.kick:change-constant'],
    reason:
      'only a CPU that loops in an NMI looks at it; stop-reaches notices with request=shootdown,target=nmi-self-stop, which is not among the variants that are put to changes, and with dump=yes registers-saved excuses that CPU, since it has not stopped',
  },
  {
    scenario: 'crash-hotplug',
    changes: ['hotplug@twice.*:skip-call~2'],
    reason:
      'no CPU event changes a header that lists every possible CPU, so that one is as good as two; elfcorehdr-fresh notices with image=kexec-load,event=cpu,failure=no-memory, which is not among the variants that are put to changes',
  },
  {
    scenario: 'crash-hotplug',
    changes: ['cpu_up.resources:swap-steps'],
    reason:
      'the header lists every possible CPU, whether the handler runs before or after the event; of memory it lists what there is, and elfcorehdr-fresh notices',
  },
  {
    scenario: 'crash-hotplug',
    changes: [
      'arch_crash_handle_hotplug_event.memcpy_flushcache:swap-steps',
      'kexec_file_load.locked.load_elfcorehdr:swap-steps',
    ],
    reason:
      'purgatory and the properties ask the same of both halves of the elfcorehdr: which of them is written first makes no difference',
  },
  {
    scenario: 'crash-hotplug',
    changes: ['udev_worker.wait_for_uevent_1:*'],
    reason:
      'the node says 1 to udev, whenever it asks, and there is nothing to do; with hotplug-lock=no it may say 0, and elfcorehdr-fresh is broken already; rearmed notices with udev=yes,other=size, which is not among the variants that are put to changes',
  },
  {
    scenario: 'crash-hotplug',
    changes: ['udev_worker.wait_for_uevent_2:*', 'udev_worker.rule_2:skip-call'],
    reason:
      'the node says 1 to udev, and there is nothing to do; elfcorehdr-fresh and rearmed notice with udev=yes,image=kexec-load-old, where udev has to load the image again at each event, which is not among the variants that are put to changes',
  },
  {
    scenario: 'crash-hotplug',
    changes: ['kexec_file_load.locked.crash_load_segments:skip-set'],
    reason:
      'an image that is loaded with a header of before the events is stale, which elfcorehdr-fresh finds anyway in both variants in which one is loaded',
  },
  {
    scenario: 'crash-digest',
    changes: ['*.locked.load_kernel:*', '*.locked.load_kernel_rest:*'],
    reason: 'one CPU loads and then panics: what a half loaded kernel does is asked in kexec-lock',
  },
  {
    scenario: 'crash-digest',
    changes: [
      'kexec_p@new.kexec_load:change-constant#2',
      'do_kexec_load.locked.kimage_alloc_init.update_elfcorehdr:skip-store',
    ],
    reason:
      'the kernel then does not rewrite an elfcorehdr that the digest leaves out anyway; that it should rewrite it is no question of the digest',
  },
  {
    scenario: 'notifier-filter',
    changes: ['kernel_init@notifier-filter.ipmi_init:swap-steps'],
    reason:
      'to the filter panic_block is what pvpanic_panic_nb is, which is registered before it: neither is listed, and both are refused or let through',
  },
  {
    scenario: 'notifier-filter',
    changes: ['notifier_chain_register.link:swap-steps'],
    reason:
      'the list is cut off for a moment, in which nobody walks it here; in notifier-chain a panic does, and misses the rest, but no property asks that a walk finds all that are registered',
  },
  ...['notifier-chain', 'notifier-filter'].map((scenario) => ({
    scenario,
    changes: ['notifier_call_chain.walk.pvpanic:*-guard'],
    reason:
      'the walk notes whom it calls before it looks who that is; pvpanic tries a lock here that nobody else wants, and gives it back',
  })),
  {
    scenario: 'notifier-chain',
    changes: ['kernel_init.kernel_offset:*'],
    reason:
      'nobody asks which block is on the list before that of the module, or whether there is one when the panic comes; notifier-filter asks that of one callback',
  },
  {
    scenario: 'notifier-chain',
    changes: ['notifier_chain_register.link:*'],
    reason:
      'blocks of lower priority drop off the list, for a moment or for good, but no property asks that a walk finds all that are registered; notifier-filter asks it of one, where nobody registers meanwhile',
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
    scenario: 'kexec-lock',
    changes: ['do_kexec_load.locked.take_old:split-rmw'],
    reason:
      'with a lock, nobody changes the pointer meanwhile; with lock=none, single-kexec and image-complete are broken already',
  },
  {
    scenario: 'kexec-lock',
    changes: ['__mutex_trylock.load:split-atomic'],
    reason:
      'whoever reads an owner gives up, whatever the bits say, and the cmpxchg that takes the mutex compares both again',
  },
  {
    scenario: 'kexec-lock',
    changes: ['rt_mutex_slowtrylock.*', 'fixup_rt_mutex_waiters.nobody.clear:skip-store'],
    reason:
      'the bit for waiters stays set, so that the owner gives the mutex back the slow way, which finds nobody and clears it; that an NMI can spin on wait_lock there is so already (no-deadlock)',
  },
  {
    scenario: 'kexec-lock',
    changes: ['mutex_lock.slow.again.sleep_again:*'],
    reason:
      'who was woken and got nothing asks again and again, where it should sleep, and gets the mutex too',
  },
  {
    scenario: 'kexec-lock',
    changes: ['mutex_lock.slow.remove_waiter.list:skip-store'],
    reason:
      'one reader waits, and once: a second waiter could be passed over for one that has gone, but there is none',
  },
  {
    scenario: 'nbcon',
    changes: ['panic.pending:weaken-guard', 'nbcon_emit_one.result:negate-guard'],
    reason:
      'the last flush sends the message once more, which no property forbids; with no-checks, one-context-per-console is broken already',
  },
  {
    scenario: 'nbcon',
    changes: [
      'nbcon_context_try_acquire_direct.acquire.refused:off-by-one',
      'nbcon_context_try_acquire_direct.acquire.refused.eperm:skip-set',
    ],
    reason:
      'a driver that looks who owns the console backs out before its next access, and nobody asks for the whole line of a CPU that does not panic; with no-checks, one-context-per-console is broken already',
  },
  {
    scenario: 'nbcon',
    changes: ['write_atomic.exit_again:*'],
    reason:
      'a console that is given back unsafe goes to whoever asks for it, or to the last flush by force; with last-flush=safe, panic-text-on-console is broken already',
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
      'an NMI that comes too early for its handler stops nobody; of the ordinary stop it is only asked whether it can reach a CPU (stop-reaches, in stop-cpus)',
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
  {
    scenario: 'panic-flush',
    changes: ['panic.message.store:*'],
    reason:
      'the panic prints its own message in so many steps: whether the flush ever ends depends on the other CPU; that the message gets out is asked in panic-printk',
  },
  {
    scenario: 'printk-locks',
    changes: ['watchdog_smp_panic.out:drop-irq-on'],
    reason:
      'it is called in an interrupt handler, where interrupts are off anyway, and returning from that restores what was before',
  },
  {
    scenario: 'error-report',
    changes: ['error_report_start.current_pos:skip-store'],
    reason: `the first report begins at 0 anyway; of two reporters, the second may be incomplete without that (G2); ${SERIES}`,
  },
  {
    scenario: 'error-report',
    changes: [
      'kfence_report_error.title:change-constant',
      'kfence_report_error.stack:change-constant',
      'kfence_report_error.start:swap-steps',
      'kfence_report_error.stack:swap-steps',
    ],
    reason: `where KFENCE reports beside KASAN, reports are incomplete and mixed already (G2, G3); ${SERIES}`,
  },
  {
    scenario: 'error-report',
    changes: ['last_report_show.monitor.poll.work:*'],
    reason: `the monitor then reads the last report again and again, which nobody forbids; ${SERIES}, because it misses no report any more (G5)`,
  },
  {
    scenario: 'error-report',
    changes: [
      'error_report_start.current_pos:swap-steps',
      'probe_console.index:swap-steps',
      'probe_console.copy.strncpy:swap-steps',
      'error_report_end.publish:split-rmw',
      'error_report_end.index:swap-steps',
    ],
    reason:
      'it matters only to a second context that records at the same time, and there single-writer and report-complete are broken already (N1)',
  },
  {
    scenario: 'error-report',
    changes: ['probe_console.encode:swap-steps', 'error_report_end.encode:swap-steps'],
    reason: '(pid, in_task) of a context never changes, so that it does not matter when it is worked out',
  },
  {
    scenario: 'error-report',
    changes: ['error_report_end.index:skip-set'],
    reason:
      'only a second report that is shorter than its page gets its NUL in the other page, and its own is still empty; a fourth report, or a reader of the first, could tell, but readers come only where no report is short; with two writers report-terminated is broken already (N1)',
  },
  {
    scenario: 'error-report',
    changes: ['error_report_end.notify:swap-steps'],
    reason: 'the report is published before both, and the work is queued all the same: nobody asks how soon',
  },
  {
    scenario: 'error-report',
    changes: ['up.all:split-atomic', 'up.all.count:skip-set'],
    reason:
      'only who has console_sem gives it back, so that it is 0 then, and stays so: whoever tries to take it changes nothing',
  },
  {
    scenario: 'error-report',
    changes: [
      'vprintk.print:negate-guard',
      'console_trylock.result:negate-guard',
      'down_trylock.result:negate-guard',
    ],
    reason:
      'who gets console_sem leaves its line, and the next printk() does not get it and prints both, which a single reporter does within its report; where there are more, reports are incomplete already (G2), and who may print is asked in panic-printk',
  },
  {
    scenario: 'error-report',
    changes: ['vprintk.print:weaken-guard', 'console_unlock.again.somebody:*'],
    reason:
      'it matters only where somebody else prints, and there reports are incomplete already (G2); that every record is printed, by one CPU at a time, is asked in console-unlock',
  },
  {
    scenario: 'error-report',
    changes: ['console_unlock.again.up:swap-steps', 'console_emit_next_record.seq:swap-steps'],
    reason:
      'con_seq changes only under console_sem, which whoever reads it still has: it reads the same a step earlier or later',
  },
  {
    scenario: 'error-report',
    changes: ['console_unlock.again.seq:swap-steps'],
    reason:
      'who stores a record after the look at log_next tries to get console_sem, which was released before: it prints the record, or whoever has it does',
  },
  {
    scenario: 'error-report',
    changes: ['console_emit_next_record.call_console_driver:swap-steps'],
    reason:
      'until the driver is through nobody else gets console_sem, so that the record is neither lost nor printed twice; CPUs that are stopped there are asked about in panic-printk',
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
