/* arch/arm64/kernel/smp.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c); form: arm64 */
void smp_send_stop(void)
{
                cpumask_t mask = CPU_MASK_NONE;

online:         mask = cpu_online_mask & ~cpumask_of(this_cpu);
others:         if (!cpumask_empty(&mask)) {
cross_call:             apic_send_IPI_mask(&mask, IPI_CPU_STOP);
                }
                /* bounded: may give up */
wait_1s:        while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
}

/* arch/x86/kernel/smp.c, v3.2 .. ; text of v6.1; form: bounded */
void smp_send_stop(void)
{
reboot_irq:     /* not modelled: the IPI that is tried first stops fewer CPUs than the NMI after
                 * it */
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), stop_nmi);
wait_:          while (!cpumask_equal(stopped_mask | cpumask_of(this_cpu),
                                      cpu_possible_mask)) cpu_relax(); /* bounded: may give up */
}

/* arch/x86/kernel/smp.c, v3.2 .. ; text of v6.1; form: complete */
void smp_send_stop(void)
{
reboot_irq:     /* not modelled: the IPI that is tried first stops fewer CPUs than the NMI after
                 * it */
send_nmi:       apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), stop_nmi);
wait_:          while (!cpumask_equal(stopped_mask | cpumask_of(this_cpu),
                                      cpu_possible_mask)) cpu_relax();
}

/* arch/x86/kernel/smp.c, v2.6.25 .. v3.6; form: irq */
void smp_send_stop(void)
{
stop_other_cpus:        native_stop_other_cpus();
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi */
void smp_send_stop(void)
{
stop_other_cpus:        native_stop_other_cpus();
}

/* arch/x86/kernel/smp.c, v6.5 .. (and 6.1.y); text of v6.1.192 (1f5e7eb7868e); form:
 * irq-nmi-once */
void smp_send_stop(void)
{
stop_other_cpus:        native_stop_other_cpus();
}

/* where  */
/* arch/x86/kernel/smp.c, v2.6.30 .. ; in outline; form: outline-irq */
void smp_send_stop(void)
{
        bool in_time = false;
        cpumask_t left = CPU_MASK_NONE;

others: cpus_stop_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
irq:    apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
        /* bounded: may give up, then in_time = false */
second: while (!(in_time = cpumask_empty(&cpus_stop_mask))) cpu_relax();
}

/* where dumper=pstore-lock|pstore-fall-through|pstore-trylock|mtdoops|efi-irqs-on|efi-irqs-off, stop=irq, scenario=kmsg-dumpers */
/* arch/x86/kernel/smp.c, v2.6.30 .. ; in outline; form: outline-irq */
void smp_send_stop(void)
{
        bool in_time = false;
        cpumask_t left = CPU_MASK_NONE;

others: cpus_stop_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
irq:    apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
second: while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
}

/* arch/x86/kernel/smp.c, v2.6.30 .. ; in outline; form: outline-irq-nmi */
void smp_send_stop(void)
{
        bool in_time = false;
        cpumask_t left = CPU_MASK_NONE;

others: cpus_stop_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
irq:    apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
        /* bounded: may give up, then in_time = false */
second: while (!(in_time = cpumask_empty(&cpus_stop_mask))) cpu_relax();
late:   if (!in_time) {
left:           left = cpus_stop_mask;
nmi:            apic_send_IPI_mask(&left, STOP_NMI);
ten_ms:         while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
        }
}
