/* kernel/kexec.c, v2.6.13 .. v2.6.26 (before 8c5a1cf0ad3a); form: xchg */
bool kexec_trylock(void)
{
        int locked = 0; /* 0..1 */

xchg:   locked = xchg(&kexec_lock, 1);
result: return locked == 0;
}
