/* kernel/kexec_core.c, posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"; form:
 * mutex-cmpxchg */
bool kexec_crash_trylock(void)
{
                int old = 0; /* 0..1 */

cmpxchg:        old = cmpxchg_acquire(&crash_kexec_lock, 0, 1);
result:         return old == 0;
}
