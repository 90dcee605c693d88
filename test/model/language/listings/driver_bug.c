/* a driver, any */
void driver_bug(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (driver_lock != -1) cpu_relax();
take:                   driver_lock = this_cpu;
                }
panic:          panic();
}
