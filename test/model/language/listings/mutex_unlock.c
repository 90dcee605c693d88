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
