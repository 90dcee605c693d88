/* where era=v3.6|v4.5, scenario=panic-gate */
/* arch/x86/kernel/smp.c, v3.7 .. v6.4 */
void smp_stop_nmi_callback(void)
{
stop:   stop_this_cpu();
}

/* where era=v6.1|v6.18, scenario=panic-gate */
/* arch/x86/kernel/smp.c, v6.5 .. (and 6.1.y); text of v6.1.192 (1f5e7eb7868e) */
void smp_stop_nmi_callback(void)
{
stop:   stop_this_cpu();
}

/* where scenario=panic-printk|nbcon|printk-locks */
/* arch/x86/kernel/smp.c, v3.2 .. ; text of v6.1 */
void smp_stop_nmi_callback(void)
{
                /* set_cpu_online(cpu, false) */
set_cpu_online: cpumask_set_cpu(this_cpu, &stopped_mask);
stop_this_cpu:  stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi */
void smp_stop_nmi_callback(void)
{
stopping:       if (stopping_cpu == this_cpu) {
handled:                return;
                }
stop:           stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v2.6.30 .. ; in outline; form: outline */
void smp_stop_nmi_callback(void)
{
stop:   stop_this_cpu();
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: stop-mask */
void smp_stop_nmi_callback(void)
{
stopping:       if (stopping_cpu == this_cpu) {
handled:                return;
                }
stop:           stop_this_cpu();
}
