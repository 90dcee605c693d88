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
