/* kernel/kexec_core.c, posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"; form: flags */
bool kexec_load_trylock(void)
{
                bool got = false;
                bool wants = false;

trylock:        got = mutex_trylock();
busy:           if (!got) {
fail:                   return false;
                }
loading:        WRITE_ONCE(kexec_loading, true);
mb:             smp_mb();
look:           wants = READ_ONCE(panic_wants_kexec);
back_off:       if (wants) {
clear:                  WRITE_ONCE(kexec_loading, false);
unlock:                 mutex_unlock();
fail_wanted:            return false;
                }
locked:         return true;
}

/* kernel/kexec_core.c, posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"; form:
 * mutex-cmpxchg */
bool kexec_load_trylock(void)
{
                bool got = false;
                int old = 0; /* 0..1 */

trylock:        got = mutex_trylock();
busy:           if (!got) {
fail:                   return false;
                }
cmpxchg:        old = cmpxchg_acquire(&crash_kexec_lock, 0, 1);
crashing:       if (old == 1) {
unlock:                 mutex_unlock();
fail_crashing:          return false;
                }
locked:         return true;
}
