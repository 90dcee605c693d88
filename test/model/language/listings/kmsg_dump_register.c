/* kernel/printk/printk.c, v2.6.33 .. ; text of v6.1 */
void kmsg_dump_register(void)
{
                        bool flags = false;
                        int n = 0; /* 0..2 */

irqsave:                local_irq_save(flags);
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (dump_list_lock != -1) cpu_relax();
take:                           dump_list_lock = this_cpu;
                        }
tail:                   n = dump_list;
list_add_tail_rcu:      smp_store_release(&dump_list, n + 1);
unlock:                 smp_store_release(&dump_list_lock, -1);
irqrestore:             local_irq_restore(flags);
}
