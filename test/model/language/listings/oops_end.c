/* where first=oops, second=none|panic|nmi|nmi-handler, scenario=panic-force-cpu */
/* arch/x86/kernel/dumpstack.c, v7.0 .. */
void oops_end(void)
{
                        bool flags = false;

                        /* oops_begin() has done this */
oops_begin:             local_irq_save(flags);
                        /* panic_on_oops is set */
kexec_should_crash:     crash_kexec();
oops_exit:              local_irq_restore(flags);
panic_on_oops:          panic();
}

/* where panic-from=oops, scenario=kexec-lock */
/* arch/x86/kernel/dumpstack.c, v4.5 .. ; text of v6.1 */
void oops_end(void)
{
crash_kexec:    crash_kexec();
}

/* where panic-from=task, scenario=kexec-lock|kmsg-dumpers|dump-list */
/* arch/x86/kernel/dumpstack.c, v4.5 .. ; text of v6.1 */
void oops_end(void)
{
panic:  panic();
}

/* where second=fault|panic|hardirq|nmi, cpus=2, scenario=panic-gate */
/* arch/x86/kernel/dumpstack.c, v2.6.38 .. */
void oops_end(void)
{
                        bool flags = false;

                        /* oops_begin() has done this */
oops_begin:             local_irq_save(flags);
                        /* panic_on_oops is set */
kexec_should_crash:     crash_kexec();
oops_exit:              local_irq_restore(flags);
panic_on_oops:          panic();
}

/* arch/x86/kernel/dumpstack.c, v2.6.38 ..; form: notify-stop */
void oops_end(void)
{
                        bool flags = false;

                        /* oops_begin() has done this */
oops_begin:             local_irq_save(flags);
                        /* panic_on_oops is set */
kexec_should_crash:     crash_kexec();
oops_exit:              local_irq_restore(flags);
                        /* signr == 0: a die notifier said NOTIFY_STOP */
no_signal:              return;
}

/* arch/x86/kernel/dumpstack.c, v2.6.33 ..; form: panics */
void oops_end(void)
{
panic:  panic();
}

/* arch/x86/kernel/dumpstack.c, v3.17 ..; text of v6.1; form: should-crash */
void oops_end(void)
{
                bool crash = false;

ask:            crash = kexec_should_crash();
should:         if (crash) {
crash_kexec:            crash_kexec();
                }
rest:           if (!crash) {
bust_spinlocks:         /* not modelled: ends the oops report */
                }
panic_on_oops:  panic();
}
