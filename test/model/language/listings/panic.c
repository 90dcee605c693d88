/* where clears=nobody|reporter, cpus=1, scenario=panic-on-warn */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          dump_stack();
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where clears=panic, cpus=1, scenario=panic-on-warn */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                bool on_warn = false;
                int old = -1; /* a CPU or -1 */

look:           on_warn = panic_on_warn;
on_warn:        if (on_warn) {
clear:                  panic_on_warn = false;
                }
irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          dump_stack();
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where image=none|loaded, cpus=2, scenario=panic-gate */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where order=kdump-first, notifier=spin_lock|spin_trylock, image=loaded|none, stop=irq|irq-nmi, cpus=2, scenario=panic-notifiers|notifier-chain, walk=rcu|locked, module=register|register-twice|load-unload, panic-from=task|nmi */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where order=kdump-first, notifier=spin_lock|spin_trylock, image=loaded|none, stop=nmi, cpus=2, scenario=panic-notifiers|notifier-chain, walk=rcu|locked, module=register|register-twice|load-unload, panic-from=task|nmi */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    crash_smp_send_stop();
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where order=notifiers-first, notifier=spin_lock|spin_trylock, image=loaded|none, stop=irq|irq-nmi, cpus=2, scenario=panic-notifiers */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    smp_send_stop();
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where order=notifiers-first, notifier=spin_lock|spin_trylock, image=loaded|none, stop=nmi, cpus=2, scenario=panic-notifiers */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    crash_smp_send_stop();
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where parameter=off, cpus=1, scenario=oops-post-notifiers|notifier-filter, module=stays|unloaded */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where parameter=on, cpus=1, scenario=oops-post-notifiers */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      atomic_notifier_call_chain();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where place=dumpers-first, dumper=spin_lock|spin_trylock, other=oops|driver, image=loaded|none, panic-from=task|nmi, stop=irq, cpus=2, scenario=kmsg-dump */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      kmsg_dump_panic();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where place=dumpers-first, dumper=spin_lock|spin_trylock, other=oops|driver, image=loaded|none, panic-from=task|nmi, stop=nmi, cpus=2, scenario=kmsg-dump */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    crash_smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      kmsg_dump_panic();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where place=kdump-first, other=oops|driver, image=loaded|none, panic-from=task|nmi, stop=nmi, cpus=2, scenario=kmsg-dump|kmsg-dumpers|dump-list, walk=trylock|rcu */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    crash_smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      kmsg_dump_panic();
restart:        emergency_restart();
}

/* where place=kdump-first, other=oops|driver, image=none, panic-from=task|nmi, stop=irq|irq-late, cpus=2, scenario=kmsg-dump|kmsg-dumpers|dump-list, walk=trylock|rcu */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      kmsg_dump_panic();
restart:        emergency_restart();
}

/* where request=irq|irq-nmi|stop-mask, notifier=none, scenario=stop-cpus */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    native_stop_other_cpus();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=irq|irq-nmi|stop-mask, target=locks|locks-irqsave, notifier=lock|trylock, dump=no, scenario=stop-cpus */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    native_stop_other_cpus();
notifiers:      driver_panic_notifier();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=shootdown, notifier=none, scenario=stop-cpus */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    crash_smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=shootdown, target=locks|locks-irqsave, notifier=lock|trylock, dump=no, scenario=stop-cpus */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    crash_smp_send_stop();
notifiers:      driver_panic_notifier();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where scenario=kexec-lock|crash-hotplug|hotplug-matrix|crash-digest, other=none|size|load|event|load-old, order=elfcorehdr-purgatory-kernel|elfcorehdr-kernel-purgatory|purgatory-elfcorehdr-kernel|purgatory-kernel-elfcorehdr|kernel-elfcorehdr-purgatory|kernel-purgatory-elfcorehdr */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where text=once, panic-from=task|nmi, task=none|register, order=notifiers-first, image=loaded|none, other=idle|offline|irqs-off, scenario=nmi-shootdown */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
stop_others:    crash_smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
crash_kexec:    __crash_kexec();
restart:        native_machine_emergency_restart();
}

/* where text=spin|poll|early-kick|once|unchecked, image=loaded, cpus=2, scenario=nmi-broadcast|nmi-shootdown, panic-from=task|nmi, order=kdump-first, other=idle|offline|irqs-off */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        native_machine_emergency_restart();
}

/* where text=spin|poll|once|again, nmi=unknown|serr|none, task=none|panic|register, image=none, wait=expires, cpus=2, scenario=nmi-broadcast|nmi-shootdown, panic-from=task|nmi, order=kdump-first, other=idle|offline|irqs-off */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    native_stop_other_cpus();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        native_machine_emergency_restart();
}

/* where text=v5.4, cpus=1, scenario=panic-preempt */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                local_irq_disable();
preempt_disable:        preempt_disable();
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   if (old != -1 && old != this_cpu) {
self_stop:                      panic_smp_self_stop();
                        }
print:                  /* not modelled: console output takes no lock that the question depends
                         * on */
crash_kexec:            __crash_kexec();
stop_others:            /* not modelled: what the other CPUs do from here on does not matter to
                         * the question */
notifiers:              /* not modelled: no panic notifier takes part in the question */
kmsg_dump:              /* not modelled: no kmsg dumper takes part in the question */
restart:                panic_halts();
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm-v4.20 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=arm64-crash-stop, notifier=none */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm64 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
stop_others:    crash_smp_send_stop();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=arm64-crash-stop, target=locks|locks-irqsave, notifier=lock|trylock, dump=no */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm64 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
stop_others:    crash_smp_send_stop();
notifiers:      driver_panic_notifier();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=arm64-stop, notifier=none */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm64 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
stop_others:    smp_send_stop();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* where request=arm64-stop, target=locks|locks-irqsave, notifier=lock|trylock, dump=no */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: arm64 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
stop_others:    smp_send_stop();
notifiers:      driver_panic_notifier();
crash_kexec:    __crash_kexec();
restart:        emergency_restart();
}

/* kernel/panic.c, v6.9 .. v6.10; form: backtrace-silent */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
pr_emerg:       vprintk_emit();
trigger_all_cpu_backtrace:
                backtrace_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), backtrace_nmi);
                /* up to ten seconds */
wait_:          while (!cpumask_empty(&backtrace_mask)) cpu_relax();
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.9 .. v6.10; form: backtrace-silent-bounded */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
pr_emerg:       vprintk_emit();
trigger_all_cpu_backtrace:
                backtrace_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), backtrace_nmi);
                /* up to ten seconds */
wait_:          while (!cpumask_empty(&backtrace_mask)) cpu_relax(); /* bounded: may give up */
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.11 ..; form: backtrace-window */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
pr_emerg:       vprintk_emit();
open:           panic_triggering_all_cpu_backtrace = true;
trigger_all_cpu_backtrace:
                backtrace_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), backtrace_nmi);
                /* up to ten seconds */
wait_:          while (!cpumask_empty(&backtrace_mask)) cpu_relax();
close:          panic_triggering_all_cpu_backtrace = false;
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.11 ..; form: backtrace-window-bounded */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
pr_emerg:       vprintk_emit();
open:           panic_triggering_all_cpu_backtrace = true;
trigger_all_cpu_backtrace:
                backtrace_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), backtrace_nmi);
                /* up to ten seconds */
wait_:          while (!cpumask_empty(&backtrace_mask)) cpu_relax(); /* bounded: may give up */
close:          panic_triggering_all_cpu_backtrace = false;
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: copied */
void panic(void)
{
                bool post = false;
                int old = -1; /* a CPU or -1 */

copy:           post = crash_kexec_post_notifiers;
irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
kdump_before:   if (!post) {
attempt:                /* note: kexec_attempts = kexec_attempts + 1 */
crash_kexec:            __crash_kexec();
                }
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
kdump_after:    if (post) {
attempt:                /* note: kexec_attempts = kexec_attempts + 1 */
crash_kexec:            __crash_kexec();
                }
restart:        emergency_restart();
}

/* kernel/panic.c, v4.5 ..; form: flush-goes-on */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
message:        { /* one step: many lines: as many as there is room for */
store:                  unprinted = 2;
                }
flush:          console_unlock();
stop_others:    /* not modelled: comes only now: the others log while the message is printed */
end:            for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.5 ..; form: flush-suppresses */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
message:        { /* one step: many lines: as many as there is room for */
store:                  unprinted = 2;
                }
flush:          console_unlock();
stop_others:    /* not modelled: comes only now: the others log while the message is printed */
end:            for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* where clears=nobody|reporter */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: in-panic */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where clears=panic */
/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: in-panic */
void panic(void)
{
                bool on_warn = false;
                int old = -1; /* a CPU or -1 */

look:           on_warn = panic_on_warn;
on_warn:        if (on_warn) {
clear:                  panic_on_warn = false;
                }
irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where bad=hypervisor */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-first */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-first */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
hypervisor_list:        /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-first */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-first */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=hypervisor */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-last */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-last */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-last */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form:
 * lists-kdump-last */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=hypervisor */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-1 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-1 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-1 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-1 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=hypervisor */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-2 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-2 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-2 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-level-2 */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=hypervisor, dumper=no */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=hypervisor, dumper=yes */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
                        /* one of its callbacks waits for what a stopped CPU holds */
hypervisor_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info, dumper=no */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=info, dumper=yes */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
info_list:              for (;;) cpu_relax(); /* until another CPU ends the run */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none, dumper=no */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=none, dumper=yes */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
pre_reboot_list:        /* not modelled: its callbacks do no harm */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot, dumper=no */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
info_list:              /* not modelled: its callbacks do no harm */
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* where bad=pre-reboot, dumper=yes */
/* kernel/panic.c, posted, Apr 2022 (30 patches), and its review, May 2022; form: lists-review */
void panic(void)
{
irq_off:                local_irq_disable();
stop_others:            /* not modelled: the other CPUs are stopped first */
hypervisor_list:        /* not modelled: its callbacks do no harm */
info_list:              /* not modelled: its callbacks do no harm */
kmsg_dump:              /* not modelled: between the info list and the capture kernel, if a
                         * dumper is registered */
crash_kexec:            __crash_kexec();
                        /* one of its callbacks waits for what a stopped CPU holds */
pre_reboot_list:        for (;;) cpu_relax(); /* until another CPU ends the run */
restart:                emergency_restart();
post_reboot_list:       /* not modelled: runs only where the restart did not happen */
}

/* kernel/panic.c, v6.12 ..; form: nbcon */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, true);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-late */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, true);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-no-checks */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, true);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-no-checks-late */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, true);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-no-checks-safe */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, false);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-no-checks-safe-late */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, false);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-safe */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, false);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.12 ..; form: nbcon-safe-late */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                bool done = false;

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
said:           /* note: panic_said = true */
nbcon_atomic_flush_pending:
                done = nbcon_emit_one(3, panic, false);
smp_send_stop:  smp_send_stop();
pending:        if (!done) {
nbcon_atomic_flush_unsafe:
                        nbcon_emit_one(3, panic, false);
                }
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: notifier */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      kgdb_panic();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: panic */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          kgdb_panic();
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v4.19 .. v4.20; form: printk-v4.20 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
printk_safe_flush:      printk_safe_flush_on_panic();
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
printk_safe_flush_again:
                        printk_safe_flush_on_panic();
console_unblank:        console_unblank();
                        /* bust_spinlocks(0) */
bust_spinlocks_0:       oops_in_progress = false;
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.19 .. v4.20; form: printk-v4.20-kdump */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
printk_safe_flush:      printk_safe_flush_on_panic();
__crash_kexec:          /* machine ends: capture_kernel */
}

/* kernel/panic.c, v4.4 .. v4.6; text of v4.6; form: printk-v4.6 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
console_unblank:        console_unblank();
                        /* bust_spinlocks(0) */
bust_spinlocks_0:       oops_in_progress = false;
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.4 .. v4.6; text of v4.6; form: printk-v4.6-kdump */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        /* not modelled: interrupts other than NMIs play no part in the question */
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                /* bust_spinlocks(1) */
bust_spinlocks: oops_in_progress = true;
pr_emerg:       vprintk(panic);
said:           /* note: panic_said = true */
__crash_kexec:  /* machine ends: capture_kernel */
}

/* kernel/panic.c, v5.0 .. v5.11; text of v5.10; form: printk-v5.10 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
printk_safe_flush:      printk_safe_flush_on_panic();
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
printk_safe_flush_again:
                        printk_safe_flush_on_panic();
console_unblank:        console_unblank();
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v5.0 .. v5.11; text of v5.10; form: printk-v5.10-kdump */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
printk_safe_flush:      printk_safe_flush_on_panic();
__crash_kexec:          /* machine ends: capture_kernel */
}

/* kernel/panic.c, v5.13 .. v5.17; text of v5.17; form: printk-v5.17 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
console_unblank:        console_unblank();
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v5.13 .. v5.17; text of v5.17; form: printk-v5.17-kdump */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        /* not modelled: interrupts other than NMIs play no part in the question */
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                /* bust_spinlocks(1) */
bust_spinlocks: oops_in_progress = true;
pr_emerg:       vprintk(panic);
said:           /* note: panic_said = true */
__crash_kexec:  /* machine ends: capture_kernel */
}

/* kernel/panic.c, v5.18 .. v6.5; text of v6.1; form: printk-v6.1 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
console_unblank:        console_unblank();
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v5.18 .. v6.5; text of v6.1; form: printk-v6.1-kdump */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        /* not modelled: interrupts other than NMIs play no part in the question */
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                /* bust_spinlocks(1) */
bust_spinlocks: oops_in_progress = true;
pr_emerg:       vprintk(panic);
said:           /* note: panic_said = true */
__crash_kexec:  /* machine ends: capture_kernel */
}

/* kernel/panic.c, v5.18 .. v6.5; text of v6.1; form: printk-v6.1-oops-dropped */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
console_unblank:        console_unblank();
                        /* bust_spinlocks(0) */
bust_spinlocks_0:       oops_in_progress = false;
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.6 .. v6.9; form: printk-v6.6 */
void panic(void)
{
                        int old = -1; /* a CPU or -1 */

irq_off:                /* not modelled: interrupts other than NMIs play no part in the question */
claim:                  old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:                   /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                        /* bust_spinlocks(1) */
bust_spinlocks:         oops_in_progress = true;
pr_emerg:               vprintk(panic);
said:                   /* note: panic_said = true */
smp_send_stop:          smp_send_stop();
                        /* a panic notifier prints */
notifier:               vprintk(other);
console_unblank:        console_unblank();
console_flush_on_panic: console_flush_on_panic();
loop:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v6.6 .. v6.9; form: printk-v6.6-kdump */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        /* not modelled: interrupts other than NMIs play no part in the question */
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           /* not modelled: one CPU panics here, so nobody else has panic_cpu */
                /* bust_spinlocks(1) */
bust_spinlocks: oops_in_progress = true;
pr_emerg:       vprintk(panic);
said:           /* note: panic_said = true */
__crash_kexec:  /* machine ends: capture_kernel */
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: read-twice */
void panic(void)
{
                bool post = false;
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
read_before:    post = crash_kexec_post_notifiers;
kdump_before:   if (!post) {
attempt:                /* note: kexec_attempts = kexec_attempts + 1 */
crash_kexec:            __crash_kexec();
                }
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
read_after:     post = crash_kexec_post_notifiers;
kdump_after:    if (post) {
attempt:                /* note: kexec_attempts = kexec_attempts + 1 */
crash_kexec:            __crash_kexec();
                }
restart:        emergency_restart();
}

/* kernel/panic.c, v5.12; form: safe-flush-after */
void panic(void)
{
first:          printk_safe_flush_on_panic();
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), stop_nmi);
stopped:        while (!cpumask_equal(stopped_mask | cpumask_of(this_cpu),
                                      cpu_possible_mask)) cpu_relax();
second:         printk_safe_flush_on_panic();
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* kernel/panic.c, v4.7 .. v5.11; form: safe-flush-before */
void panic(void)
{
first:          printk_safe_flush_on_panic();
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), stop_nmi);
stopped:        while (!cpumask_equal(stopped_mask | cpumask_of(this_cpu),
                                      cpu_possible_mask)) cpu_relax();
second:         printk_safe_flush_on_panic();
loop:           for (;;) cpu_relax(); /* the panic ends here, as intended */
}

/* where stop=irq */
/* kernel/panic.c, proposed on 8 Feb 2011, never merged; form: split */
void panic(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

panicked:               /* note: panicked = true */
mutex_trylock:          got = mutex_trylock();
image:                  target = kexec_crash_image;
crash:                  if (got && target != NULL) {
crash_kexec_prepare:            /* not modelled: registers and vmcoreinfo go to memory of their
                                 * own */
machine_shutdown_prepare:
                                smp_send_stop();
kmsg_dump:                      kmsg_dump(KEXEC);
crash_kexec_execute:            /* machine ends: capture_kernel */
                        }
stop:                   smp_send_stop();
no_kdump:               kmsg_dump(PANIC);
notifiers:              /* not modelled: no panic notifier takes part in the question */
emergency_restart:      /* machine ends: restart */
}

/* where stop=nmi */
/* kernel/panic.c, proposed on 8 Feb 2011, never merged; form: split */
void panic(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

panicked:               /* note: panicked = true */
mutex_trylock:          got = mutex_trylock();
image:                  target = kexec_crash_image;
crash:                  if (got && target != NULL) {
crash_kexec_prepare:            /* not modelled: registers and vmcoreinfo go to memory of their
                                 * own */
machine_shutdown_prepare:
                                crash_smp_send_stop();
kmsg_dump:                      kmsg_dump(KEXEC);
crash_kexec_execute:            /* machine ends: capture_kernel */
                        }
stop:                   crash_smp_send_stop();
no_kdump:               kmsg_dump(PANIC);
notifiers:              /* not modelled: no panic notifier takes part in the question */
emergency_restart:      /* machine ends: restart */
}

/* where stop=irq */
/* kernel/panic.c, v2.6.33 .. v2.6.37; form: v2.6.33 */
void panic(void)
{
panicked:               /* note: panicked = true */
bust_spinlocks:         /* not modelled: console output takes no lock that the question depends
                         * on */
crash_kexec:            crash_kexec();
kmsg_dump:              kmsg_dump(PANIC);
smp_send_stop:          smp_send_stop();
notifiers:              /* not modelled: no panic notifier takes part in the question */
emergency_restart:      /* machine ends: restart */
}

/* where stop=nmi */
/* kernel/panic.c, v2.6.33 .. v2.6.37; form: v2.6.33 */
void panic(void)
{
panicked:               /* note: panicked = true */
bust_spinlocks:         /* not modelled: console output takes no lock that the question depends
                         * on */
crash_kexec:            crash_kexec();
kmsg_dump:              kmsg_dump(PANIC);
smp_send_stop:          crash_smp_send_stop();
notifiers:              /* not modelled: no panic notifier takes part in the question */
emergency_restart:      /* machine ends: restart */
}

/* kernel/panic.c, .. v3.2; text of v2.6.38; form: v2.6.38 */
void panic(void)
{
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    crash_kexec();
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v3.3 .. v3.5 (93e13a360ba3); form: v3.3 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

spin_trylock:   old = cmpxchg_acquire(&panic_lock, -1, this_cpu);
lost:           if (old != -1) {
                        /* whoever has panic_lock, this CPU included */
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v3.6 .. v4.4 (190320c3b664); form: v3.6 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
spin_trylock:   old = cmpxchg_acquire(&panic_lock, -1, this_cpu);
lost:           if (old != -1) {
                        /* whoever has panic_lock, this CPU included */
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* where cpus=1, scenario=panic-preempt */
/* kernel/panic.c, v4.5 .. v5.3 (1717f2096b54); form: v4.5 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        panic_halts();
}

/* where cpus=2, scenario=panic-gate */
/* kernel/panic.c, v4.5 .. v5.3 (1717f2096b54); form: v4.5 */
void panic(void)
{
                int old = -1; /* a CPU or -1 */

irq_off:        local_irq_disable();
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old != -1 && old != this_cpu) {
self_stop:              panic_smp_self_stop();
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v6.18 ..; form: v6.18
 * panic() is what vpanic() does, which it wraps since v6.17 */
void panic(void)
{
                bool won = false;
                bool other = false;

irq_off:        local_irq_disable();
try_start:      won = panic_try_start();
lost:           if (!won) {
on_other:               other = panic_on_other_cpu();
stop:                   if (other) {
self_stop:                      panic_smp_self_stop();
                        }
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    smp_send_stop();
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 and 2/3; form: v6.18-force-fixed */
void panic(void)
{
                bool redirected = false;
                bool won = false;
                bool other = false;

irq_off:        local_irq_disable();
try_force_cpu:  redirected = panic_try_force_cpu();
redirected:     if (redirected) {
set_cpu_online:         cpumask_clear_cpu(this_cpu, &cpu_online_mask);
                        /* until the target stops this CPU; nothing else ends it */
self_stop:              panic_smp_self_stop();
                }
try_start:      won = panic_try_start();
lost:           if (!won) {
on_other:               other = panic_on_other_cpu();
stop:                   if (other) {
self_stop:                      panic_smp_self_stop();
                        }
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, never: a fix that the posted one warns of; form: v6.18-force-loser-stops */
void panic(void)
{
                bool redirected = false;
                bool won = false;
                bool other = false;

irq_off:        local_irq_disable();
try_force_cpu:  redirected = panic_try_force_cpu();
redirected:     if (redirected) {
set_cpu_online:         cpumask_clear_cpu(this_cpu, &cpu_online_mask);
                        /* until the target stops this CPU; nothing else ends it */
self_stop:              panic_smp_self_stop();
                }
try_start:      won = panic_try_start();
lost:           if (!won) {
on_other:               other = panic_on_other_cpu();
stop:                   if (other) {
self_stop:                      panic_smp_self_stop();
                        }
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 to 3/3; form: v6.18-force-nmi-first */
void panic(void)
{
                bool redirected = false;
                bool won = false;
                bool other = false;

irq_off:        local_irq_disable();
try_force_cpu:  redirected = panic_try_force_cpu();
redirected:     if (redirected) {
set_cpu_online:         cpumask_clear_cpu(this_cpu, &cpu_online_mask);
                        /* until the target stops this CPU; nothing else ends it */
self_stop:              panic_smp_self_stop();
                }
try_start:      won = panic_try_start();
lost:           if (!won) {
on_other:               other = panic_on_other_cpu();
stop:                   if (other) {
self_stop:                      panic_smp_self_stop();
                        }
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}

/* kernel/panic.c, v7.0 .. (2e171ab29f91); form: v6.18-force-original */
void panic(void)
{
                bool redirected = false;
                bool won = false;
                bool other = false;

irq_off:        local_irq_disable();
try_force_cpu:  redirected = panic_try_force_cpu();
redirected:     if (redirected) {
set_cpu_online:         cpumask_clear_cpu(this_cpu, &cpu_online_mask);
                        /* until the target stops this CPU; nothing else ends it */
self_stop:              panic_smp_self_stop();
                }
try_start:      won = panic_try_start();
lost:           if (!won) {
on_other:               other = panic_on_other_cpu();
stop:                   if (other) {
self_stop:                      panic_smp_self_stop();
                        }
                }
print:          /* not modelled: console output takes no lock that the question depends on */
crash_kexec:    __crash_kexec();
stop_others:    /* not modelled: what the other CPUs do from here on does not matter to the
                 * question */
notifiers:      /* not modelled: no panic notifier takes part in the question */
kmsg_dump:      /* not modelled: no kmsg dumper takes part in the question */
restart:        emergency_restart();
}
