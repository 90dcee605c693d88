/* arch/powerpc/kernel/watchdog.c, v5.17 .. (76521c4b0291); form: after */
void watchdog_smp_panic(void)
{
                        bool flags = false;
                        bool busy = false;

irqsave:                local_irq_save(flags);
wd_smp_lock:            { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (wd_smp_lock != -1) cpu_relax();
take:                           wd_smp_lock = this_cpu;
                        }
                        /* the bookkeeping */
stuck:                  cpumask_set_cpu(this_cpu, &wd_smp_cpus_stuck);
found:                  /* note: wd_found = true */
wd_try_report:          busy = xchg(&wd_reporting, true);
wd_smp_unlock:          smp_store_release(&wd_smp_lock, -1);
busy:                   if (busy) {
                                /* somebody reports; the next timer tries again */
later:                          goto out;
                        }
pr_emerg:               serial_write();
reported:               /* note: wd_reported = true */
wd_end_reporting:       wd_reporting = false;
out:                    local_irq_restore(flags);
}

/* arch/powerpc/kernel/watchdog.c, v4.13 .. v5.16; form: before */
void watchdog_smp_panic(void)
{
                bool flags = false;
                bool busy = false;

irqsave:        local_irq_save(flags);
wd_smp_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (wd_smp_lock != -1) cpu_relax();
take:                   wd_smp_lock = this_cpu;
                }
                /* the bookkeeping */
stuck:          cpumask_set_cpu(this_cpu, &wd_smp_cpus_stuck);
found:          /* note: wd_found = true */
pr_emerg:       serial_write();
reported:       /* note: wd_reported = true */
wd_smp_unlock:  smp_store_release(&wd_smp_lock, -1);
out:            local_irq_restore(flags);
}
