/* any tool, any */
void report(void)
{
bug:                    /* not modelled: a tool finds something */
check_panic_on_warn:    check_panic_on_warn();
}
