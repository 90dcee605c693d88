/* drivers/misc/pvpanic/pvpanic.c, v5.13 .. v5.18; form: spin_lock */
void pvpanic_send_event(void)
{
                int owner = -1; /* a CPU or -1 */

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (pvpanic_lock != -1) cpu_relax();
take:                   pvpanic_lock = this_cpu;
                }
iowrite8:       /* not modelled: one write to the device of each instance */
unlock:         smp_store_release(&pvpanic_lock, -1);
}

/* drivers/misc/pvpanic/pvpanic.c, v5.19 .. (e918c10265ef); form: spin_trylock */
void pvpanic_send_event(void)
{
                int owner = -1; /* a CPU or -1 */

trylock:        owner = cmpxchg_acquire(&pvpanic_lock, -1, this_cpu);
busy:           if (owner != -1) {
skip:                   return;
                }
iowrite8:       /* not modelled: one write to the device of each instance */
unlock:         smp_store_release(&pvpanic_lock, -1);
}
