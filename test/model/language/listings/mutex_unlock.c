/* kernel/locking/mutex.c, v4.10 .. v6.1 (owner word with flag bits)
 * HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who
 * may be */
void mutex_unlock(void)
{
                bool fast = false;
                bool waits = false;
                int next = -1; /* a CPU or -1 */

cmpxchg:        { /* one step: owner and flag bits are one word */
clean:                  if (kexec_mutex_owner == this_cpu && !kexec_mutex_waiters_bit) {
free:                           kexec_mutex_owner = -1;
ok:                             fast = true;
                        }
                }
fast_ok:        if (fast) {
out:                    return;
                }
release:        { /* one step: the try_cmpxchg_release that succeeds */
flags:                  waits = kexec_mutex_waiters_bit;
free:                   kexec_mutex_owner = -1;
                }
nobody:         if (!waits) {
out_unwaited:           return;
                }
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
first:          next = cpumask_first(&kexec_mutex_wait_list);
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
wake:           if (next != -1) {
wake_up_q:              WRITE_ONCE(per_cpu(task_sleeps, next), false);
                }
}

/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void mutex_unlock(void)
{
                        bool ok = false;
                        bool flags = false;
                        cpumask_t queue = CPU_MASK_NONE;
                        int next = -1; /* a CPU or -1 */

cmpxchg:                { /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one word */
clean:                          if (kexec_mutex_owner == this_cpu && !kexec_mutex_has_waiters) {
free:                                   kexec_mutex_owner = -1;
done:                                   ok = true;
                                }
                        }
fast_ok:                if (ok) {
out:                            return;
                        }
irqsave:                local_irq_save(flags);
wait_lock:              { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                           kexec_mutex_wait_lock = this_cpu;
                        }
unwaited:               for (;;) {
look:                           queue = kexec_mutex_waiters;
somebody:                       if (!cpumask_empty(&queue)) {
wake_somebody:                          break;
                                }
clear_waiters:                  kexec_mutex_has_waiters = false;
unlock:                         smp_store_release(&kexec_mutex_wait_lock, -1);
irqs_on:                        local_irq_restore(flags);
                                /* one step: the owner pointer and RT_MUTEX_HAS_WAITERS are one
                                 * word */
cmpxchg_release:                {
clean:                                  if (kexec_mutex_owner == this_cpu &&
                                            !kexec_mutex_has_waiters) {
free:                                           kexec_mutex_owner = -1;
done:                                           ok = true;
                                        }
                                }
freed:                          if (ok) {
out_free:                               return;
                                }
irqs_off:                       local_irq_save(flags);
                                /* one step: a spinlock that is free is taken by one instruction */
relock:                         {
spin:                                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                                   kexec_mutex_wait_lock = this_cpu;
                                }
                        }
mark:                   next = mark_wakeup_next_waiter();
wait_unlock:            smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:             local_irq_restore(flags);
wake:                   if (next != -1) {
wake_up:                        wake_up_q(next);
                        }
}

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
