/* kernel/printk/printk_safe.c, v5.12 (8a8109f303e2); form: after */
void __printk_safe_flush(void)
{
read_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (printk_safe_read_lock != -1) cpu_relax();
take:                   printk_safe_read_lock = this_cpu;
                }
printk_safe_flush_buffer:
                /* not modelled: what is moved to the log, and the locks of the log, are other
                 * questions */
read_unlock:    smp_store_release(&printk_safe_read_lock, -1);
}

/* kernel/printk/printk_safe.c, v4.7 .. v5.11 (cf9b1106c81c); form: before */
void __printk_safe_flush(void)
{
read_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (printk_safe_read_lock != -1) cpu_relax();
take:                   printk_safe_read_lock = this_cpu;
                }
printk_safe_flush_buffer:
                /* not modelled: what is moved to the log, and the locks of the log, are other
                 * questions */
read_unlock:    smp_store_release(&printk_safe_read_lock, -1);
}
