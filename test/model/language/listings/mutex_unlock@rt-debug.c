/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void mutex_unlock(void)
{
                bool ok = false;
                bool flags = false;
                cpumask_t queue = CPU_MASK_NONE;
                int next = -1; /* a CPU or -1 */

irqsave:        local_irq_save(flags);
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
unwaited:       for (;;) {
look:                   queue = kexec_mutex_waiters;
somebody:               if (!cpumask_empty(&queue)) {
wake_somebody:                  break;
                        }
free:                   kexec_mutex_owner = -1;
unlock:                 smp_store_release(&kexec_mutex_wait_lock, -1);
irqs_on:                local_irq_restore(flags);
out_debug:              return;
                }
mark:           next = mark_wakeup_next_waiter();
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:     local_irq_restore(flags);
wake:           if (next != -1) {
wake_up:                wake_up_q(next);
                }
}
