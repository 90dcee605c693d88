/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool try_to_take_rt_mutex(bool queued)
{
                int who = -1; /* a CPU or -1 */
                cpumask_t queue = CPU_MASK_NONE;

mark_waiters:   kexec_mutex_has_waiters = true;
owner:          who = kexec_mutex_owner;
owned:          if (who != -1) {
fail:                   return false;
                }
look:           queue = kexec_mutex_waiters;
not_first:      if (queued && cpumask_first(&queue) != this_cpu) {
wait_turn:              return false;
                }
dequeue:        if (queued) {
remove:                 kexec_mutex_waiters = queue & ~cpumask_of(this_cpu);
                }
others:         queue = queue & ~cpumask_of(this_cpu);
inherit:        if (!cpumask_empty(&queue)) {
pi_lock:                { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (this_cpu(pi_lock) != -1) cpu_relax();
take:                           this_cpu(pi_lock) = this_cpu;
                        }
enqueue_pi:             /* not modelled: priority inheritance changes nothing here but the time
                         * that pi_lock is held */
pi_unlock:              smp_store_release(&this_cpu(pi_lock), -1);
                }
set_owner:      { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
task:                   kexec_mutex_owner = this_cpu;
waits:                  kexec_mutex_has_waiters = !cpumask_empty(&queue);
                }
taken:          return true;
}

/* kernel/locking/rtmutex.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
bool try_to_take_rt_mutex(bool queued)
{
                int who = -1; /* a CPU or -1 */
                cpumask_t queue = CPU_MASK_NONE;

mark_waiters:   kexec_mutex_has_waiters = true;
owner:          who = kexec_mutex_owner;
owned:          if (who != -1) {
fail:                   return false;
                }
look:           queue = kexec_mutex_waiters;
not_first:      if (queued && cpumask_first(&queue) != this_cpu) {
wait_turn:              return false;
                }
dequeue:        if (queued) {
remove:                 kexec_mutex_waiters = queue & ~cpumask_of(this_cpu);
                }
others:         queue = queue & ~cpumask_of(this_cpu);
inherit:        if (!cpumask_empty(&queue)) {
pi_lock:                { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (this_cpu(pi_lock) != -1) cpu_relax();
take:                           this_cpu(pi_lock) = this_cpu;
                        }
enqueue_pi:             /* not modelled: priority inheritance changes nothing here but the time
                         * that pi_lock is held */
pi_unlock:              smp_store_release(&this_cpu(pi_lock), -1);
                }
set_owner:      { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
task:                   kexec_mutex_owner = this_cpu;
waits:                  kexec_mutex_has_waiters = !cpumask_empty(&queue);
                }
taken:          return true;
}
