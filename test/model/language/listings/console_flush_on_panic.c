/* kernel/printk/printk.c, v4.19 .. v4.20 (08d78658f393); form: v4.20-trylock */
void console_flush_on_panic(void)
{
                bool got = false;
                enum { nothing, record, handed_over } what = nothing;

                /* taken or not, the console is ours */
trylock:        got = console_trylock();
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6 (08d78658f393); form: v4.6-trylock */
void console_flush_on_panic(void)
{
                bool got = false;
                enum { nothing, record, handed_over } what = nothing;

                /* taken or not, the console is ours */
trylock:        got = console_trylock();
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10 (08d78658f393); form: v5.10-trylock */
void console_flush_on_panic(void)
{
                bool got = false;
                enum { nothing, record, handed_over } what = nothing;

                /* taken or not, the console is ours */
trylock:        got = console_trylock();
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17 (08d78658f393); form: v5.17-trylock */
void console_flush_on_panic(void)
{
                bool got = false;
                enum { nothing, record, handed_over } what = nothing;

                /* taken or not, the console is ours */
trylock:        got = console_trylock();
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1 (08d78658f393); form: v6.1-trylock */
void console_flush_on_panic(void)
{
                bool got = false;
                enum { nothing, record, handed_over } what = nothing;

                /* taken or not, the console is ours */
trylock:        got = console_trylock();
console_unlock: console_unlock();
}

/* kernel/printk/printk.c, v6.6 .. v6.9 (eacb04ff3c5b); form: v6.6-no-lock */
void console_flush_on_panic(void)
{
                        bool got = false;
                        enum { nothing, record, handed_over } what = nothing;

console_flush_all:      for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
}
