/* where era=v2.6.38|v3.3 */
/* arch/x86/kernel/smp.c, v2.6.25 .. v3.6 */
void sysvec_reboot(void)
{
stop:   stop_this_cpu();
}

/* where era=v3.6|v4.5 */
/* arch/x86/kernel/smp.c, v3.7 .. v6.4 */
void sysvec_reboot(void)
{
stop:   stop_this_cpu();
}

/* where era=v6.1|v6.18 */
/* arch/x86/kernel/smp.c, v6.5 .. (and 6.1.y); text of v6.1.192 (1f5e7eb7868e) */
void sysvec_reboot(void)
{
stop:   stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v2.6.30 .. v3.1; form: irq */
void sysvec_reboot(void)
{
virtualization: /* not modelled: leaving VMX and SVM operation concerns this CPU alone */
stop:           stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi */
void sysvec_reboot(void)
{
virtualization: /* not modelled: leaving VMX and SVM operation concerns this CPU alone */
stop:           stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v2.6.30 .. ; in outline; form: outline */
void sysvec_reboot(void)
{
stop:   stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: stop-mask */
void sysvec_reboot(void)
{
virtualization: /* not modelled: leaving VMX and SVM operation concerns this CPU alone */
stop:           stop_this_cpu();
}
