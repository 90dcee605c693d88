/* kernel/kexec_core.c, posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"; form: flags */
void kexec_crash_unlock(void)
{
                /* panic_wants_kexec stays set when there is no image */
forgotten:      return;
}

/* kernel/kexec_core.c, posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"; form:
 * mutex-cmpxchg */
void kexec_crash_unlock(void)
{
release:        smp_store_release(&crash_kexec_lock, 0);
}
