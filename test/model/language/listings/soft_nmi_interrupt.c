/* arch/powerpc/kernel/watchdog.c, v5.17 .. (76521c4b0291); form: after */
void soft_nmi_interrupt(void)
{
wd_smp_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (wd_smp_lock != -1) cpu_relax();
take:                   wd_smp_lock = this_cpu;
                }
wd_smp_unlock:  smp_store_release(&wd_smp_lock, -1);
}

/* arch/powerpc/kernel/watchdog.c, v4.13 .. v5.16; form: before */
void soft_nmi_interrupt(void)
{
wd_smp_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (wd_smp_lock != -1) cpu_relax();
take:                   wd_smp_lock = this_cpu;
                }
wd_smp_unlock:  smp_store_release(&wd_smp_lock, -1);
}
