/* kernel/notifier.c, v2.6.17 .. ; text of v6.1 */
void atomic_notifier_call_chain(void)
{
rcu_read_lock:          rcu_read_lock();
call_chain:             notifier_call_chain();
rcu_read_unlock:        rcu_read_unlock();
}

/* kernel/notifier.c, never: what a walk under the lock of the list would do; form: locked */
void atomic_notifier_call_chain(void)
{
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (panic_notifier_list.lock != -1) cpu_relax();
take:                   panic_notifier_list.lock = this_cpu;
                }
call_chain:     notifier_call_chain();
unlock:         smp_store_release(&panic_notifier_list.lock, -1);
}

/* kernel/notifier.c, any; form: remembered */
void atomic_notifier_call_chain(void)
{
callbacks:      /* not modelled: whatever they do, they have run */
ran:            /* note: notifiers_ran = true */
}
