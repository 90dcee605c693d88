/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
void console_unblank(void)
{
                bool got = false;

                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
void console_unblank(void)
{
                bool got = false;

                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void console_unblank(void)
{
                bool got = false;

                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
void console_unblank(void)
{
                bool got = false;

                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
void console_unblank(void)
{
                bool got = false;

                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6-not-in-nmi */
void console_unblank(void)
{
                bool got = false;

in_nmi:         if (in_nmi()) {
                        /* semaphores are not NMI-safe */
not_safe:               return;
                }
                /* oops_in_progress is set */
trylock:        got = down_trylock();
busy:           if (!got) {
out:                    return;
                }
console_unlock: console_unlock();
}
