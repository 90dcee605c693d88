/* a driver, any; form: lock */
void driver_panic_notifier(void)
{
spin_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (driver_lock != -1) cpu_relax();
take:                   driver_lock = this_cpu;
                }
spin_unlock:    smp_store_release(&driver_lock, -1);
}

/* a driver, any; form: trylock */
void driver_panic_notifier(void)
{
                int old = -1; /* a CPU or -1 */

trylock:        old = cmpxchg_acquire(&driver_lock, -1, this_cpu);
got:            if (old == -1) {
spin_unlock:            smp_store_release(&driver_lock, -1);
                }
}
