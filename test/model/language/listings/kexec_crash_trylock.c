/* kernel/kexec_core.c, posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"; form: flags */
bool kexec_crash_trylock(void)
{
                bool loading = false;

wants:          WRITE_ONCE(panic_wants_kexec, true);
mb:             smp_mb();
look:           loading = READ_ONCE(kexec_loading);
back_off:       if (loading) {
clear:                  WRITE_ONCE(panic_wants_kexec, false);
fail:                   return false;
                }
locked:         return true;
}

/* kernel/kexec_core.c, posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"; form:
 * mutex-cmpxchg */
bool kexec_crash_trylock(void)
{
                int old = 0; /* 0..1 */

cmpxchg:        old = cmpxchg_acquire(&crash_kexec_lock, 0, 1);
result:         return old == 0;
}
