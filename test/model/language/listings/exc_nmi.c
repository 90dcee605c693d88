/* arch/x86/kernel/nmi.c, v5.4 ..; text of v6.1; form: perf */
void exc_nmi(void)
{
                bool handled = false;

nmi_local:      handled = nmi_handle();
perf:           /* not modelled: what none of the handlers of the question claims,
                 * perf_event_nmi_handler() does */
}

/* arch/x86/kernel/nmi.c, v5.4 ..; text of v6.1; form: polls */
void exc_nmi(void)
{
offline:        if (!cpumask_test_cpu(this_cpu, &cpu_online_mask)) {
out:                    return;
                }
do_nmi:         default_do_nmi();
}

/* arch/x86/kernel/nmi.c, v5.4 ..; text of v6.1; form: spins */
void exc_nmi(void)
{
offline:        if (!cpumask_test_cpu(this_cpu, &cpu_online_mask)) {
out:                    return;
                }
do_nmi:         default_do_nmi();
}

/* arch/x86/kernel/nmi.c, v5.4 ..; text of v6.1; form: stop */
void exc_nmi(void)
{
offline:        if (!cpumask_test_cpu(this_cpu, &cpu_online_mask)) {
out:                    return;
                }
nmi_local:      smp_stop_nmi_callback();
}
