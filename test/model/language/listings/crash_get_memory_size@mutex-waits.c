/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: mutex-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}
