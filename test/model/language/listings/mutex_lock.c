/* kernel/locking/mutex.c, v4.10 .. v6.1 (owner word with flag bits)
 * HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who
 * may be */
void mutex_lock(void)
{
                        bool locked = false;
                        cpumask_t rest = CPU_MASK_NONE;

fast:                   locked = __mutex_trylock();
fast_ok:                if (locked) {
out:                            return;
                        }
optimistic_spin:        /* not modelled: spins while the owner runs, then goes the slow way; adds
                         * no state */
wait_lock:              { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                           kexec_mutex_wait_lock = this_cpu;
                        }
second:                 locked = __mutex_trylock();
slow:                   if (!locked) {
                                /* one step: the wait list belongs to the holder of wait_lock;
                                 * the bit is set by an atomic or */
add_waiter:                     {
list:                                   kexec_mutex_wait_list = kexec_mutex_wait_list |
                                                cpumask_of(this_cpu);
bit:                                    kexec_mutex_waiters_bit = true;
                                }
sleep:                          WRITE_ONCE(this_cpu(task_sleeps), true);
again:                          for (;;) {
under_lock:                             locked = __mutex_trylock();
got_under_lock:                         if (locked) {
acquired:                                       break;
                                        }
drop:                                   smp_store_release(&kexec_mutex_wait_lock, -1);
schedule:                               while (this_cpu(task_sleeps)) cpu_relax();
sleep_again:                            WRITE_ONCE(this_cpu(task_sleeps), true);
woken:                                  locked = __mutex_trylock();
                                        /* one step: a spinlock that is free is taken by one
                                         * instruction */
relock:                                 {
spin:                                           while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                                           kexec_mutex_wait_lock = this_cpu;
                                        }
got:                                    if (locked) {
acquired_awake:                                 break;
                                        }
                                }
awake:                          WRITE_ONCE(this_cpu(task_sleeps), false);
                                /* one step: the wait list belongs to the holder of wait_lock;
                                 * the bit is cleared by an atomic andnot */
remove_waiter:                  {
left:                                   rest = kexec_mutex_wait_list & ~cpumask_of(this_cpu);
list:                                   kexec_mutex_wait_list = rest;
last:                                   if (cpumask_empty(&rest)) {
bit:                                            kexec_mutex_waiters_bit = false;
                                        }
                                }
                        }
wait_unlock:            smp_store_release(&kexec_mutex_wait_lock, -1);
}

/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void mutex_lock(void)
{
                bool ok = false;
                bool flags = false;

fast:           ok = rt_mutex_cmpxchg_acquire();
fast_ok:        if (ok) {
acquired:               return;
                }
irqsave:        local_irq_save(flags);
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
second:         ok = try_to_take_rt_mutex(false);
slow:           if (!ok) {
sleep:                  WRITE_ONCE(this_cpu(task_sleeps), true);
pi_lock:                { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (this_cpu(pi_lock) != -1) cpu_relax();
take:                           this_cpu(pi_lock) = this_cpu;
                        }
enqueue:                cpumask_set_cpu(this_cpu, &kexec_mutex_waiters);
pi_unlock:              smp_store_release(&this_cpu(pi_lock), -1);
again:                  for (;;) {
take:                           ok = try_to_take_rt_mutex(true);
taken:                          if (ok) {
out:                                    break;
                                }
drop:                           smp_store_release(&kexec_mutex_wait_lock, -1);
irqs_on:                        local_irq_restore(flags);
schedule:                       while (this_cpu(task_sleeps)) cpu_relax();
irqs_off:                       local_irq_save(flags);
                                /* one step: a spinlock that is free is taken by one instruction */
relock:                         {
spin:                                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                                   kexec_mutex_wait_lock = this_cpu;
                                }
sleep_again:                    WRITE_ONCE(this_cpu(task_sleeps), true);
                        }
awake:                  WRITE_ONCE(this_cpu(task_sleeps), false);
                }
fixup:          fixup_rt_mutex_waiters();
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* kernel/locking/rtmutex_api.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug
 * priorities are left out: a trylock may always steal from waiters, and the first waiter is the
 * lowest CPU */
void mutex_lock(void)
{
                bool ok = false;
                bool flags = false;

fast:           ok = rt_mutex_cmpxchg_acquire();
fast_ok:        if (ok) {
acquired:               return;
                }
irqsave:        local_irq_save(flags);
wait_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                   kexec_mutex_wait_lock = this_cpu;
                }
second:         ok = try_to_take_rt_mutex(false);
slow:           if (!ok) {
sleep:                  WRITE_ONCE(this_cpu(task_sleeps), true);
pi_lock:                { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (this_cpu(pi_lock) != -1) cpu_relax();
take:                           this_cpu(pi_lock) = this_cpu;
                        }
enqueue:                cpumask_set_cpu(this_cpu, &kexec_mutex_waiters);
pi_unlock:              smp_store_release(&this_cpu(pi_lock), -1);
again:                  for (;;) {
take:                           ok = try_to_take_rt_mutex(true);
taken:                          if (ok) {
out:                                    break;
                                }
drop:                           smp_store_release(&kexec_mutex_wait_lock, -1);
irqs_on:                        local_irq_restore(flags);
schedule:                       while (this_cpu(task_sleeps)) cpu_relax();
irqs_off:                       local_irq_save(flags);
                                /* one step: a spinlock that is free is taken by one instruction */
relock:                         {
spin:                                   while (kexec_mutex_wait_lock != -1) cpu_relax();
take:                                   kexec_mutex_wait_lock = this_cpu;
                                }
sleep_again:                    WRITE_ONCE(this_cpu(task_sleeps), true);
                        }
awake:                  WRITE_ONCE(this_cpu(task_sleeps), false);
                }
fixup:          fixup_rt_mutex_waiters();
wait_unlock:    smp_store_release(&kexec_mutex_wait_lock, -1);
irqrestore:     local_irq_restore(flags);
}
