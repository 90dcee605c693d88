/* net/core/dev.c, any; form: after
 * any softirq that warns under a lock */
void net_rx_action(void)
{
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (sock_lock != -1) cpu_relax();
take:                   sock_lock = this_cpu;
                }
warn:           dump_stack();
unlock:         smp_store_release(&sock_lock, -1);
}

/* net/core/dev.c, any; form: before
 * any softirq that warns under a lock */
void net_rx_action(void)
{
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (sock_lock != -1) cpu_relax();
take:                   sock_lock = this_cpu;
                }
warn:           dump_stack();
unlock:         smp_store_release(&sock_lock, -1);
}
