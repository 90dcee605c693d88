/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
bool console_lock_spinning_disable_and_check(void)
{
                int who = -1; /* a CPU or -1 */
                bool waiter = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
waiter:         waiter = READ_ONCE(console_waiter);
owner:          console_owner = -1;
unlock:         smp_store_release(&console_owner_lock, -1);
nobody:         if (!waiter) {
stays:                  return false;
                }
hand_over:      WRITE_ONCE(console_waiter, false);
gone:           return true;
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
bool console_lock_spinning_disable_and_check(void)
{
                        int who = -1; /* a CPU or -1 */
                        bool waiter = false;

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
no_handover:                    return false;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
waiter:                 waiter = READ_ONCE(console_waiter);
owner:                  console_owner = -1;
unlock:                 smp_store_release(&console_owner_lock, -1);
nobody:                 if (!waiter) {
stays:                          return false;
                        }
hand_over:              WRITE_ONCE(console_waiter, false);
gone:                   return true;
}

/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
bool console_lock_spinning_disable_and_check(void)
{
                int who = -1; /* a CPU or -1 */
                bool waiter = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
waiter:         waiter = READ_ONCE(console_waiter);
owner:          console_owner = -1;
unlock:         smp_store_release(&console_owner_lock, -1);
nobody:         if (!waiter) {
stays:                  return false;
                }
hand_over:      WRITE_ONCE(console_waiter, false);
gone:           return true;
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
bool console_lock_spinning_disable_and_check(void)
{
                int who = -1; /* a CPU or -1 */
                bool waiter = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
waiter:         waiter = READ_ONCE(console_waiter);
owner:          console_owner = -1;
unlock:         smp_store_release(&console_owner_lock, -1);
nobody:         if (!waiter) {
stays:                  return false;
                }
hand_over:      WRITE_ONCE(console_waiter, false);
gone:           return true;
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
bool console_lock_spinning_disable_and_check(void)
{
                int who = -1; /* a CPU or -1 */
                bool waiter = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (console_owner_lock != -1) cpu_relax();
take:                   console_owner_lock = this_cpu;
                }
waiter:         waiter = READ_ONCE(console_waiter);
owner:          console_owner = -1;
unlock:         smp_store_release(&console_owner_lock, -1);
nobody:         if (!waiter) {
stays:                  return false;
                }
hand_over:      WRITE_ONCE(console_waiter, false);
gone:           return true;
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
bool console_lock_spinning_disable_and_check(void)
{
                        int who = -1; /* a CPU or -1 */
                        bool waiter = false;

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
no_handover:                    return false;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
waiter:                 waiter = READ_ONCE(console_waiter);
owner:                  console_owner = -1;
unlock:                 smp_store_release(&console_owner_lock, -1);
nobody:                 if (!waiter) {
stays:                          return false;
                        }
hand_over:              WRITE_ONCE(console_waiter, false);
gone:                   return true;
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
bool console_lock_spinning_disable_and_check(void)
{
                        int who = -1; /* a CPU or -1 */
                        bool waiter = false;

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
no_handover:                    return false;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
waiter:                 waiter = READ_ONCE(console_waiter);
owner:                  console_owner = -1;
unlock:                 smp_store_release(&console_owner_lock, -1);
nobody:                 if (!waiter) {
stays:                          return false;
                        }
hand_over:              WRITE_ONCE(console_waiter, false);
gone:                   return true;
}
