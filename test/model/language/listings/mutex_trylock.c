/* kernel/locking/mutex.c, v4.10 .. v6.1 (owner word with flag bits)
 * HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who
 * may be */
bool mutex_trylock(void)
{
        bool locked = false;

try_:   locked = __mutex_trylock();
result: return locked;
}

/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool mutex_trylock(void)
{
                bool ok = false;

fast:           ok = rt_mutex_cmpxchg_acquire();
fast_ok:        if (ok) {
acquired:               return true;
                }
slow:           ok = rt_mutex_slowtrylock();
result:         return ok;
}

/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool mutex_trylock(void)
{
                bool ok = false;

warn:           if (!in_task()) {
                        /* WARN_ON_ONCE(!in_task()): a trylock in an interrupt is refused, free
                         * or not */
refuse:                 return false;
                }
fast:           ok = rt_mutex_cmpxchg_acquire();
fast_ok:        if (ok) {
acquired:               return true;
                }
slow:           ok = rt_mutex_slowtrylock();
result:         return ok;
}
