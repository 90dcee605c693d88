/* kernel/kexec_core.c, v2.6.33 ..; form: rt-mutex-debug */
void crash_get_memory_size(void)
{
                bool got = false;

trylock:        got = mutex_trylock();
busy:           if (!got) {
ebusy:                  return;
                }
size:           /* not modelled: resource_size(&crashk_res) is constant */
unlock:         mutex_unlock();
}
