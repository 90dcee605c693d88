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
