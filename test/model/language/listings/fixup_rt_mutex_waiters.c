/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void fixup_rt_mutex_waiters(void)
{
        cpumask_t queue = CPU_MASK_NONE;

look:   queue = kexec_mutex_waiters;
nobody: if (cpumask_empty(&queue)) {
clear:          kexec_mutex_has_waiters = false;
        }
}

/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void fixup_rt_mutex_waiters(void)
{
        cpumask_t queue = CPU_MASK_NONE;

look:   queue = kexec_mutex_waiters;
nobody: if (cpumask_empty(&queue)) {
clear:          kexec_mutex_has_waiters = false;
        }
}
