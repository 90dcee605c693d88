/* kernel/kexec_core.c, v2.6.33 ..; form: cmpxchg */
void crash_get_memory_size(void)
{
                bool got = false;

trylock:        got = kexec_trylock();
busy:           if (!got) {
ebusy:                  return;
                }
size:           /* not modelled: resource_size(&crashk_res) is constant */
unlock:         kexec_unlock();
}

/* kernel/kexec_core.c, v2.6.33 ..; form: flags */
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

/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: flags-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, v2.6.33 ..; form: mutex */
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

/* kernel/kexec_core.c, v2.6.33 ..; form: mutex-cmpxchg */
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

/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: mutex-cmpxchg-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: mutex-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, v2.6.33 ..; form: none */
void crash_get_memory_size(void)
{
                bool got = false;

trylock:        got = kexec_trylock();
busy:           if (!got) {
ebusy:                  return;
                }
size:           /* not modelled: resource_size(&crashk_res) is constant */
unlock:         kexec_unlock();
}

/* kernel/kexec_core.c, v2.6.33 ..; form: rt-mutex */
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

/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: rt-mutex-debug-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, v2.6.33 .. v5.19; form: rt-mutex-waits */
void crash_get_memory_size(void)
{
lock:   mutex_lock();
size:   /* not modelled: resource_size(&crashk_res) is constant */
unlock: mutex_unlock();
}

/* kernel/kexec_core.c, v2.6.33 ..; form: xchg */
void crash_get_memory_size(void)
{
                bool got = false;

trylock:        got = kexec_trylock();
busy:           if (!got) {
ebusy:                  return;
                }
size:           /* not modelled: resource_size(&crashk_res) is constant */
unlock:         kexec_unlock();
}
