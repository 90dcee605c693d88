/* kernel/kexec_internal.h, v6.0 .. (and 5.10.179, 5.15.109) (05c6257433b7); form: cmpxchg */
bool kexec_trylock(void)
{
                int old = 0; /* 0..1 */

cmpxchg:        old = cmpxchg_acquire(&__kexec_lock, 0, 1);
result:         return old == 0;
}

/* kernel/kexec_core.c, never: what would happen without a lock; form: none */
bool kexec_trylock(void)
{
no_lock:        return true;
}

/* kernel/kexec.c, v2.6.13 .. v2.6.26 (before 8c5a1cf0ad3a); form: xchg */
bool kexec_trylock(void)
{
        int locked = 0; /* 0..1 */

xchg:   locked = xchg(&kexec_lock, 1);
result: return locked == 0;
}
