/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
void console_lock_spinning_enable(void)
{
        int who = -1; /* a CPU or -1 */

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_owner_lock != -1) cpu_relax();
take:           console_owner_lock = this_cpu;
        }
owner:  console_owner = this_cpu;
unlock: smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
void console_lock_spinning_enable(void)
{
                        int who = -1; /* a CPU or -1 */

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
out:                            return;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  console_owner = this_cpu;
unlock:                 smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
void console_lock_spinning_enable(void)
{
        int who = -1; /* a CPU or -1 */

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_owner_lock != -1) cpu_relax();
take:           console_owner_lock = this_cpu;
        }
owner:  console_owner = this_cpu;
unlock: smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void console_lock_spinning_enable(void)
{
        int who = -1; /* a CPU or -1 */

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_owner_lock != -1) cpu_relax();
take:           console_owner_lock = this_cpu;
        }
owner:  console_owner = this_cpu;
unlock: smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
void console_lock_spinning_enable(void)
{
        int who = -1; /* a CPU or -1 */

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_owner_lock != -1) cpu_relax();
take:           console_owner_lock = this_cpu;
        }
owner:  console_owner = this_cpu;
unlock: smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
void console_lock_spinning_enable(void)
{
                        int who = -1; /* a CPU or -1 */

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
out:                            return;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  console_owner = this_cpu;
unlock:                 smp_store_release(&console_owner_lock, -1);
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
void console_lock_spinning_enable(void)
{
                        int who = -1; /* a CPU or -1 */

panic_in_progress:      who = READ_ONCE(panic_cpu);
keep:                   if (who != -1) {
out:                            return;
                        }
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (console_owner_lock != -1) cpu_relax();
take:                           console_owner_lock = this_cpu;
                        }
owner:                  console_owner = this_cpu;
unlock:                 smp_store_release(&console_owner_lock, -1);
}
