/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool rt_mutex_slowtrylock(void)
{
                int who = -1; /* a CPU or -1 */
                bool flags = false;
                bool ok = false;

owner:          who = kexec_mutex_owner;
owned:          if (who != -1) {
fail:                   return false;
                }
irqsave:        local_irq_save(flags);
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
take:           ok = try_to_take_rt_mutex(false);
fixup:          fixup_rt_mutex_waiters();
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:     local_irq_restore(flags);
result:         return ok;
}

/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool rt_mutex_slowtrylock(void)
{
                int who = -1; /* a CPU or -1 */
                bool flags = false;
                bool ok = false;

owner:          who = kexec_mutex_owner;
owned:          if (who != -1) {
fail:                   return false;
                }
irqsave:        local_irq_save(flags);
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
take:           ok = try_to_take_rt_mutex(false);
fixup:          fixup_rt_mutex_waiters();
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:     local_irq_restore(flags);
result:         return ok;
}
