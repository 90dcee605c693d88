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
