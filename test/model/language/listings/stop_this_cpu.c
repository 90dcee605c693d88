/* where image=none, scenario=nmi-broadcast|nmi-shootdown|stop-cpus */
/* arch/x86/kernel/process.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e) */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
apic:           /* not modelled: the local APIC of this CPU is its own */
report:         cpumask_clear_cpu(this_cpu, &cpus_stop_mask);
                /* NMIs would still wake it; exc_nmi() of an offline CPU does nothing */
hlt:            stop_this_cpu();
}

/* where scenario=panic-gate */
/* arch/x86/kernel/process.c, v2.6.25 .. */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
set_cpu_online: cpumask_clear_cpu(this_cpu, &cpu_online_mask);
halt:           stop_this_cpu();
}

/* arch/x86/kernel/process.c, v2.6.30 .. ; in outline; form: outline */
void stop_this_cpu(void)
{
report: cpumask_clear_cpu(this_cpu, &cpus_stop_mask);
hlt:    stop_this_cpu();
}

/* arch/x86/kernel/process.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: sme */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
apic:           /* not modelled: the local APIC of this CPU is its own */
                /* takes as long as there is to write */
wbinvd:         cpumask_clear_cpu(this_cpu, &cpus_dirty);
report:         cpumask_clear_cpu(this_cpu, &cpus_stop_mask);
                /* NMIs would still wake it; exc_nmi() of an offline CPU does nothing */
hlt:            stop_this_cpu();
}

/* where request=irq */
/* arch/x86/kernel/process.c, v2.6.30 .. v3.1; form: v6.4 */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
apic:           /* not modelled: the local APIC of this CPU is its own */
                /* NMIs would still wake it; exc_nmi() of an offline CPU does nothing */
hlt:            stop_this_cpu();
}

/* where request=irq-nmi */
/* arch/x86/kernel/process.c, v3.7 .. v6.4; form: v6.4 */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
apic:           /* not modelled: the local APIC of this CPU is its own */
                /* NMIs would still wake it; exc_nmi() of an offline CPU does nothing */
hlt:            stop_this_cpu();
}

/* arch/x86/kernel/process.c, v3.7 .. v6.4; form: v6.4-sme */
void stop_this_cpu(void)
{
irq_off:        local_irq_disable();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
apic:           /* not modelled: the local APIC of this CPU is its own */
                /* takes as long as there is to write */
wbinvd:         cpumask_clear_cpu(this_cpu, &cpus_dirty);
                /* NMIs would still wake it; exc_nmi() of an offline CPU does nothing */
hlt:            stop_this_cpu();
}
