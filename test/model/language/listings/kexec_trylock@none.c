/* kernel/kexec_core.c, never: what would happen without a lock; form: none */
bool kexec_trylock(void)
{
no_lock:        return true;
}
