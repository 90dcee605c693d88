/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
int mark_wakeup_next_waiter(void)
{
                int next = -1; /* a CPU or -1 */

pi_lock:        { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (this_cpu(pi_lock) != -1) cpu_relax();
take:                   this_cpu(pi_lock) = this_cpu;
                }
top:            next = cpumask_first(&kexec_mutex_waiters);
release:        { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
task:                   kexec_mutex_owner = -1;
waits:                  kexec_mutex_has_waiters = true;
                }
pi_unlock:      smp_store_release(&this_cpu(pi_lock), -1);
result:         return next;
}

/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
int mark_wakeup_next_waiter(void)
{
                int next = -1; /* a CPU or -1 */

pi_lock:        { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (this_cpu(pi_lock) != -1) cpu_relax();
take:                   this_cpu(pi_lock) = this_cpu;
                }
top:            next = cpumask_first(&kexec_mutex_waiters);
release:        { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
task:                   kexec_mutex_owner = -1;
waits:                  kexec_mutex_has_waiters = true;
                }
pi_unlock:      smp_store_release(&this_cpu(pi_lock), -1);
result:         return next;
}
