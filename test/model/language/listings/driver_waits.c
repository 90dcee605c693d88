/* drivers/, any driver */
void driver_waits(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (lock != -1) cpu_relax();
take:                   lock = this_cpu;
                }
spin_unlock:    smp_store_release(&lock, -1);
irqrestore:     local_irq_restore(flags);
}
