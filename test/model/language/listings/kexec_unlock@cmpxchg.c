/* kernel/kexec_internal.h, v6.0 .. (and 5.10.179, 5.15.109) (05c6257433b7); form: cmpxchg */
void kexec_unlock(void)
{
release:        smp_store_release(&__kexec_lock, 0);
}
