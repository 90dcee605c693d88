/* kernel/kexec_internal.h, v6.0 .. (and 5.10.179, 5.15.109) (05c6257433b7); form: cmpxchg */
void kexec_unlock(void)
{
release:        smp_store_release(&__kexec_lock, 0);
}

/* kernel/kexec_core.c, never: what would happen without a lock; form: none */
void kexec_unlock(void)
{
no_lock:        return;
}

/* kernel/kexec.c, v2.6.13 .. v2.6.26 (before 8c5a1cf0ad3a); form: xchg */
void kexec_unlock(void)
{
xchg:   xchg(&kexec_lock, 0);
}
