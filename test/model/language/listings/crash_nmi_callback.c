/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1 */
void crash_nmi_callback(void)
{
                        enum { NULL, kdump_nmi_callback } callback = NULL;

crashing:               if (crashing_cpu == this_cpu) {
handled:                        return;
                        }
again:                  /* note: answered_again = answered_again || cpumask_test_cpu(this_cpu,
                         * &answered) */
answered:               /* note: answered = answered | cpumask_of(this_cpu) */
irq_off:                local_irq_disable();
load:                   callback = shootdown_callback;
shootdown_callback:     if (callback != NULL) {
kdump:                          kdump_nmi_callback();
                        }
virtualization:         /* not modelled: leaving VMX and SVM operation concerns this CPU alone */
done:                   atomic_dec(&waiting_for_crash_ipi);
halt:                   stop_this_cpu();
}

/* arch/x86/kernel/reboot.c, v2.6.30 .. ; in outline; form: outline */
void crash_nmi_callback(void)
{
stop:   stop_this_cpu();
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: unchecked */
void crash_nmi_callback(void)
{
                        enum { NULL, kdump_nmi_callback } callback = NULL;

again:                  /* note: answered_again = answered_again || cpumask_test_cpu(this_cpu,
                         * &answered) */
answered:               /* note: answered = answered | cpumask_of(this_cpu) */
irq_off:                local_irq_disable();
load:                   callback = shootdown_callback;
shootdown_callback:     if (callback != NULL) {
kdump:                          kdump_nmi_callback();
                        }
virtualization:         /* not modelled: leaving VMX and SVM operation concerns this CPU alone */
done:                   atomic_dec(&waiting_for_crash_ipi);
halt:                   stop_this_cpu();
}
