/* kernel/debug/debug_core.c, .. v5.4 (a panic notifier) (7d92bda271dd); form: notifier */
void kgdb_panic(void)
{
entered:        /* note: entered = true */
sees:           /* note: saw_stopped = saw_stopped || exists_cpu(c0, c0 != this_cpu &&
                 * (stopped(c0) || at_on(c0, stop_this_cpu@outline.hlt))) */
breakpoint:     /* not modelled: the user looks at the CPUs, and goes on */
}

/* kernel/debug/debug_core.c, v5.5 .. (7d92bda271dd); form: panic */
void kgdb_panic(void)
{
entered:        /* note: entered = true */
sees:           /* note: saw_stopped = saw_stopped || exists_cpu(c0, c0 != this_cpu &&
                 * (stopped(c0) || at_on(c0, stop_this_cpu@outline.hlt))) */
breakpoint:     /* not modelled: the user looks at the CPUs, and goes on */
}
