/* drivers/tty/serial, any
 * stands for all that printk does with a console */
void serial_write(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (port_lock != -1) cpu_relax();
take:                   port_lock = this_cpu;
                }
unlock:         smp_store_release(&port_lock, -1);
irqrestore:     local_irq_restore(flags);
}
