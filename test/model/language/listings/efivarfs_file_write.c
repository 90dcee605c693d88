/* drivers/firmware/efivars.c, v3.9 .. v4.9 (81fa4e581d92); form: irqs-off */
void efivarfs_file_write(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (efivars_lock != -1) cpu_relax();
take:                   efivars_lock = this_cpu;
                }
set_variable:   buf = oops;
unlock:         smp_store_release(&efivars_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* drivers/firmware/efivars.c, v3.1 .. v3.8; form: irqs-on */
void efivarfs_file_write(void)
{
                bool flags = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (efivars_lock != -1) cpu_relax();
take:                   efivars_lock = this_cpu;
                }
set_variable:   buf = oops;
unlock:         smp_store_release(&efivars_lock, -1);
}
