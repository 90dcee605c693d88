/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool rt_mutex_cmpxchg_acquire(void)
{
                bool ok = false;

                /* CONFIG_DEBUG_RT_MUTEXES has no fast path */
compiled_out:   return false;
}
