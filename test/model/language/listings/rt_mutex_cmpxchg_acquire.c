/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool rt_mutex_cmpxchg_acquire(void)
{
                bool ok = false;

cmpxchg:        { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
free:                   if (kexec_mutex_owner == -1 && !kexec_mutex_has_waiters) {
take:                           kexec_mutex_owner = this_cpu;
done:                           ok = true;
                        }
                }
result:         return ok;
}

/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool rt_mutex_cmpxchg_acquire(void)
{
                bool ok = false;

                /* CONFIG_DEBUG_RT_MUTEXES has no fast path */
compiled_out:   return false;
}
