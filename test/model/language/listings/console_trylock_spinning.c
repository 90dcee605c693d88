/* kernel/printk/printk.c, v4.16 .. v5.12 (dbdda842fe96); form: two-v4.16 */
bool console_trylock_spinning(void)
{
                bool got = false;
                int owner = -1; /* a CPU or -1 */
                bool waiter = false;
                int who = -1; /* a CPU or -1 */
                bool spin = false;

trylock:        got = console_trylock();
free:           if (got) {
locked:                 return true;
                }
owner_lock:     { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
owner:          owner = READ_ONCE(console_owner);
waiter:         waiter = READ_ONCE(console_waiter);
active:         if (!waiter && owner != -1 && owner != this_cpu) {
ask:                    WRITE_ONCE(console_waiter, true);
spins:                  spin = true;
                }
owner_unlock:   smp_store_release(&console_owner_lock, -1);
nobody:         if (!spin) {
fail:                   return false;
                }
spinning:       while (READ_ONCE(console_waiter)) cpu_relax();
                /* console_sem is ours, without a down() */
handed_over:    return true;
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1 (d51507098ff9); form: two-v6.1 */
bool console_trylock_spinning(void)
{
                        bool got = false;
                        int owner = -1; /* a CPU or -1 */
                        bool waiter = false;
                        int who = -1; /* a CPU or -1 */
                        bool spin = false;

trylock:                got = console_trylock();
free:                   if (got) {
locked:                         return true;
                        }
panic_in_progress:      who = READ_ONCE(panic_cpu);
unsafe:                 if (who != -1) {
give_up:                        return false;
                        }
owner_lock:             { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  owner = READ_ONCE(console_owner);
waiter:                 waiter = READ_ONCE(console_waiter);
active:                 if (!waiter && owner != -1 && owner != this_cpu) {
ask:                            WRITE_ONCE(console_waiter, true);
spins:                          spin = true;
                        }
owner_unlock:           smp_store_release(&console_owner_lock, -1);
nobody:                 if (!spin) {
fail:                           return false;
                        }
spinning:               while (READ_ONCE(console_waiter)) cpu_relax();
                        /* console_sem is ours, without a down() */
handed_over:            return true;
}

/* kernel/printk/printk.c, v4.19 .. v4.20 (dbdda842fe96); form: v4.20 */
bool console_trylock_spinning(void)
{
                bool got = false;
                int owner = -1; /* a CPU or -1 */
                bool waiter = false;
                int who = -1; /* a CPU or -1 */
                bool spin = false;

trylock:        got = console_trylock();
free:           if (got) {
locked:                 return true;
                }
owner_lock:     { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
owner:          owner = READ_ONCE(console_owner);
waiter:         waiter = READ_ONCE(console_waiter);
active:         if (!waiter && owner != -1 && owner != this_cpu) {
ask:                    WRITE_ONCE(console_waiter, true);
spins:                  spin = true;
                }
owner_unlock:   smp_store_release(&console_owner_lock, -1);
nobody:         if (!spin) {
fail:                   return false;
                }
spinning:       while (READ_ONCE(console_waiter)) cpu_relax();
                /* console_sem is ours, without a down() */
handed_over:    return true;
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10 (dbdda842fe96); form: v5.10 */
bool console_trylock_spinning(void)
{
                bool got = false;
                int owner = -1; /* a CPU or -1 */
                bool waiter = false;
                int who = -1; /* a CPU or -1 */
                bool spin = false;

trylock:        got = console_trylock();
free:           if (got) {
locked:                 return true;
                }
owner_lock:     { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
owner:          owner = READ_ONCE(console_owner);
waiter:         waiter = READ_ONCE(console_waiter);
active:         if (!waiter && owner != -1 && owner != this_cpu) {
ask:                    WRITE_ONCE(console_waiter, true);
spins:                  spin = true;
                }
owner_unlock:   smp_store_release(&console_owner_lock, -1);
nobody:         if (!spin) {
fail:                   return false;
                }
spinning:       while (READ_ONCE(console_waiter)) cpu_relax();
                /* console_sem is ours, without a down() */
handed_over:    return true;
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17 (dbdda842fe96); form: v5.17 */
bool console_trylock_spinning(void)
{
                bool got = false;
                int owner = -1; /* a CPU or -1 */
                bool waiter = false;
                int who = -1; /* a CPU or -1 */
                bool spin = false;

trylock:        got = console_trylock();
free:           if (got) {
locked:                 return true;
                }
owner_lock:     { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
owner:          owner = READ_ONCE(console_owner);
waiter:         waiter = READ_ONCE(console_waiter);
active:         if (!waiter && owner != -1 && owner != this_cpu) {
ask:                    WRITE_ONCE(console_waiter, true);
spins:                  spin = true;
                }
owner_unlock:   smp_store_release(&console_owner_lock, -1);
nobody:         if (!spin) {
fail:                   return false;
                }
spinning:       while (READ_ONCE(console_waiter)) cpu_relax();
                /* console_sem is ours, without a down() */
handed_over:    return true;
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1 (d51507098ff9); form: v6.1 */
bool console_trylock_spinning(void)
{
                        bool got = false;
                        int owner = -1; /* a CPU or -1 */
                        bool waiter = false;
                        int who = -1; /* a CPU or -1 */
                        bool spin = false;

trylock:                got = console_trylock();
free:                   if (got) {
locked:                         return true;
                        }
panic_in_progress:      who = READ_ONCE(panic_cpu);
unsafe:                 if (who != -1) {
give_up:                        return false;
                        }
owner_lock:             { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  owner = READ_ONCE(console_owner);
waiter:                 waiter = READ_ONCE(console_waiter);
active:                 if (!waiter && owner != -1 && owner != this_cpu) {
ask:                            WRITE_ONCE(console_waiter, true);
spins:                          spin = true;
                        }
owner_unlock:           smp_store_release(&console_owner_lock, -1);
nobody:                 if (!spin) {
fail:                           return false;
                        }
spinning:               while (READ_ONCE(console_waiter)) cpu_relax();
                        /* console_sem is ours, without a down() */
handed_over:            return true;
}

/* kernel/printk/printk.c, v6.6 .. v6.9 (d51507098ff9); form: v6.6 */
bool console_trylock_spinning(void)
{
                        bool got = false;
                        int owner = -1; /* a CPU or -1 */
                        bool waiter = false;
                        int who = -1; /* a CPU or -1 */
                        bool spin = false;

trylock:                got = console_trylock();
free:                   if (got) {
locked:                         return true;
                        }
panic_in_progress:      who = READ_ONCE(panic_cpu);
unsafe:                 if (who != -1) {
give_up:                        return false;
                        }
owner_lock:             { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  owner = READ_ONCE(console_owner);
waiter:                 waiter = READ_ONCE(console_waiter);
active:                 if (!waiter && owner != -1 && owner != this_cpu) {
ask:                            WRITE_ONCE(console_waiter, true);
spins:                          spin = true;
                        }
owner_unlock:           smp_store_release(&console_owner_lock, -1);
nobody:                 if (!spin) {
fail:                           return false;
                        }
spinning:               while (READ_ONCE(console_waiter)) cpu_relax();
                        /* console_sem is ours, without a down() */
handed_over:            return true;
}
