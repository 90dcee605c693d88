/* mm/kfence/report.c, v4.0 .. v5.17; form: nobody */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
panic:          panic();
        }
}

/* mm/kfence/report.c, v4.0 .. v5.17; form: nobody-in-panic-1 */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
panic:          panic();
        }
}

/* mm/kfence/report.c, v5.18 ..; form: panic */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
panic:          panic();
        }
}

/* mm/kfence/report.c, v5.18 ..; form: panic-in-panic-1 */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
panic:          panic();
        }
}

/* kernel/panic.c: __warn(); mm/kasan/report.c, v4.0 .. v5.17; form: reporter */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
clear:          panic_on_warn = false;
panic:          panic();
        }
}

/* kernel/panic.c: __warn(); mm/kasan/report.c, v4.0 .. v5.17; form: reporter-in-panic-1 */
void check_panic_on_warn(void)
{
        bool on = false;

look:   on = panic_on_warn;
panics: if (on) {
clear:          panic_on_warn = false;
panic:          panic();
        }
}
