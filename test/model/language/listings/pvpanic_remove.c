/* drivers/misc/pvpanic/pvpanic.c, never: what spin_lock_irqsave() would change; form: irqs-off */
void pvpanic_remove(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (pvpanic_lock != -1) cpu_relax();
take:                   pvpanic_lock = this_cpu;
                }
list_del:       /* not modelled: the list of instances belongs to the holder of the lock */
unlock:         smp_store_release(&pvpanic_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* drivers/misc/pvpanic/pvpanic.c, v5.13 ..; form: irqs-on */
void pvpanic_remove(void)
{
                bool flags = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (pvpanic_lock != -1) cpu_relax();
take:                   pvpanic_lock = this_cpu;
                }
list_del:       /* not modelled: the list of instances belongs to the holder of the lock */
unlock:         smp_store_release(&pvpanic_lock, -1);
}
