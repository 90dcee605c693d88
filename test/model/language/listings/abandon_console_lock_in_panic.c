/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
bool abandon_console_lock_in_panic(void)
{
                int who = -1; /* a CPU or -1 */

                /* read twice in the kernel; no CPU gives it back once it panics */
panic_cpu:      who = READ_ONCE(panic_cpu);
result:         return who != -1 && who != this_cpu;
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
bool abandon_console_lock_in_panic(void)
{
                int who = -1; /* a CPU or -1 */

                /* read twice in the kernel; no CPU gives it back once it panics */
panic_cpu:      who = READ_ONCE(panic_cpu);
result:         return who != -1 && who != this_cpu;
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
bool abandon_console_lock_in_panic(void)
{
                int who = -1; /* a CPU or -1 */

                /* read twice in the kernel; no CPU gives it back once it panics */
panic_cpu:      who = READ_ONCE(panic_cpu);
result:         return who != -1 && who != this_cpu;
}
