/* lib/nmi_backtrace.c, v5.14 .. (55d6af1d6688); form: after */
void nmi_cpu_backtrace(void)
{
                int old = -1; /* a CPU or -1 */

get:            old = __printk_cpu_sync_get();
pr_warn:        vprintk();
put:            if (old == -1) {
release:                smp_store_release(&printk_cpu_sync_owner, -1);
                }
}

/* lib/nmi_backtrace.c, v5.14 .. (55d6af1d6688); form: before */
void nmi_cpu_backtrace(void)
{
                int old = -1; /* a CPU or -1 */

get:            old = __printk_cpu_sync_get();
pr_warn:        vprintk();
put:            if (old == -1) {
release:                smp_store_release(&printk_cpu_sync_owner, -1);
                }
}

/* lib/nmi_backtrace.c, v4.19 .. v5.12; form: direct-after */
void nmi_cpu_backtrace(void)
{
                        int owner = -1; /* a CPU or -1 */

arch_spin_lock:         { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (backtrace_lock != -1) cpu_relax();
take:                           backtrace_lock = this_cpu;
                        }
pr_warn:                vprintk_func();
arch_spin_unlock:       smp_store_release(&backtrace_lock, -1);
}

/* lib/nmi_backtrace.c, v4.12 .. v4.18; form: direct-before */
void nmi_cpu_backtrace(void)
{
                        int owner = -1; /* a CPU or -1 */

                        /* is logbuf_lock free now? */
printk_nmi_enter:       owner = logbuf_lock;
direct:                 this_cpu(nmi_direct) = owner == -1;
arch_spin_lock:         { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (backtrace_lock != -1) cpu_relax();
take:                           backtrace_lock = this_cpu;
                        }
pr_warn:                vprintk_func();
arch_spin_unlock:       smp_store_release(&backtrace_lock, -1);
}

/* lib/nmi_backtrace.c, v4.9 ..; form: silent */
void nmi_cpu_backtrace(void)
{
                cpumask_t mask = CPU_MASK_NONE;

asked:          mask = backtrace_mask;
mine:           if (cpumask_test_cpu(this_cpu, &mask)) {
pr_warn:                vprintk_emit();
printed:                cpumask_clear_cpu(this_cpu, &backtrace_mask);
remember:               /* note: printed = printed | cpumask_of(this_cpu) */
                }
}

/* lib/nmi_backtrace.c, v4.9 ..; form: window */
void nmi_cpu_backtrace(void)
{
                cpumask_t mask = CPU_MASK_NONE;

asked:          mask = backtrace_mask;
mine:           if (cpumask_test_cpu(this_cpu, &mask)) {
pr_warn:                vprintk_emit();
printed:                cpumask_clear_cpu(this_cpu, &backtrace_mask);
remember:               /* note: printed = printed | cpumask_of(this_cpu) */
                }
}
