/* kernel/locking/mutex.c, v4.10 .. v6.1 (owner word with flag bits)
 * HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who
 * may be */
bool __mutex_trylock(void)
{
                int task = -1; /* a CPU or -1 */
                bool waits = false;
                bool taken = false;

load:           { /* one step: owner and flag bits are one word */
task:                   task = kexec_mutex_owner;
flags:                  waits = kexec_mutex_waiters_bit;
                }
again:          for (;;) {
owned:                  if (task != -1) {
fail:                           return false;
                        }
cmpxchg:                { /* one step: owner and flag bits are one word */
unchanged:                      if (kexec_mutex_owner == -1 && kexec_mutex_waiters_bit == waits) {
take:                                   kexec_mutex_owner = this_cpu;
ok:                                     taken = true;
                                } else {
reload_task:                            task = kexec_mutex_owner;
reload_flags:                           waits = kexec_mutex_waiters_bit;
                                }
                        }
done:                   if (taken) {
acquired:                       return true;
                        }
                }
}
