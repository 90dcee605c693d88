/* kernel/kexec.c, v2.6.13 .. v2.6.26 (before 8c5a1cf0ad3a); form: xchg */
void kexec_unlock(void)
{
xchg:   xchg(&kexec_lock, 0);
}
