/* kernel/kexec_core.c, posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"; form: flags */
void kexec_load_unlock(void)
{
clear:  WRITE_ONCE(kexec_loading, false);
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"; form:
 * mutex-cmpxchg */
void kexec_load_unlock(void)
{
release:        smp_store_release(&crash_kexec_lock, 0);
unlock:         mutex_unlock();
}
