/* kernel/kexec_internal.h, v6.0 .. (and 5.10.179, 5.15.109) (05c6257433b7); form: cmpxchg */
bool kexec_trylock(void)
{
                int old = 0; /* 0..1 */

cmpxchg:        old = cmpxchg_acquire(&__kexec_lock, 0, 1);
result:         return old == 0;
}
