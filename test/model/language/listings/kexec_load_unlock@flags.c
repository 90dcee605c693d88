/* kernel/kexec_core.c, posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"; form: flags */
void kexec_load_unlock(void)
{
clear:  WRITE_ONCE(kexec_loading, false);
unlock: mutex_unlock();
}
