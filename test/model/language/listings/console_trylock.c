/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: merged */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: posted */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v3.0; form: two-v3.0 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v3.1 .. v4.15; form: two-v3.1 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
bool console_trylock(void)
{
                bool leave = false;
                bool got = false;

abandon:        leave = abandon_console_lock_in_panic();
left_to_panic:  if (leave) {
out:                    return false;
                }
down:           got = down_trylock();
result:         return got;
}

/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
bool console_trylock(void)
{
        bool leave = false;
        bool got = false;

down:   got = down_trylock();
result: return got;
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
bool console_trylock(void)
{
                bool leave = false;
                bool got = false;

abandon:        leave = abandon_console_lock_in_panic();
left_to_panic:  if (leave) {
out:                    return false;
                }
down:           got = down_trylock();
result:         return got;
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
bool console_trylock(void)
{
                bool leave = false;
                bool got = false;

abandon:        leave = abandon_console_lock_in_panic();
left_to_panic:  if (leave) {
out:                    return false;
                }
down:           got = down_trylock();
result:         return got;
}
