/* a driver, any; form: locks */
void driver_work(void)
{
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (driver_lock != -1) cpu_relax();
take:                   driver_lock = this_cpu;
                }
work:           /* not modelled: what the lock guards is of no concern */
spin_unlock:    smp_store_release(&driver_lock, -1);
}

/* a driver, any; form: locks-irqsave */
void driver_work(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (driver_lock != -1) cpu_relax();
take:                   driver_lock = this_cpu;
                }
work:           /* not modelled: what the lock guards is of no concern */
spin_unlock:    smp_store_release(&driver_lock, -1);
irqrestore:     local_irq_restore(flags);
}
