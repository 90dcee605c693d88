/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: emergency-expires */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
issued:                 if (crash_ipi_issued) {
                                /* Avoid certain doom if a shootdown already occurred */
warn:                           return;
                        }
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                set_emergency_nmi_handler();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
                        /* Kick CPUs looping in NMI context */
kick:                   WRITE_ONCE(crash_ipi_issued, true);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: emergency-issued-first-expires */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
issued:                 if (crash_ipi_issued) {
                                /* Avoid certain doom if a shootdown already occurred */
warn:                           return;
                        }
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
kick_too_early:         WRITE_ONCE(crash_ipi_issued, true);
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                set_emergency_nmi_handler();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: emergency-issued-first-never */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
issued:                 if (crash_ipi_issued) {
                                /* Avoid certain doom if a shootdown already occurred */
warn:                           return;
                        }
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
kick_too_early:         WRITE_ONCE(crash_ipi_issued, true);
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                set_emergency_nmi_handler();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax();
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: emergency-never */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
issued:                 if (crash_ipi_issued) {
                                /* Avoid certain doom if a shootdown already occurred */
warn:                           return;
                        }
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                set_emergency_nmi_handler();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
                        /* Kick CPUs looping in NMI context */
kick:                   WRITE_ONCE(crash_ipi_issued, true);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax();
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: register-again-expires */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                register_nmi_handler();
wmb:                    smp_wmb();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
                        /* Kick CPUs looping in NMI context */
kick:                   WRITE_ONCE(crash_ipi_issued, true);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1; form: register-expires */
void nmi_shootdown_cpus(enum { NULL, kdump_nmi_callback } callback)
{
                        int others = 0; /* 0..8 */

irq_off:                local_irq_disable();
issued:                 if (crash_ipi_issued) {
                                /* Avoid certain doom if a shootdown already occurred */
warn:                           return;
                        }
crashing_cpu:           crashing_cpu = this_cpu;
again:                  /* note: shot_again = shot */
set_up:                 /* note: shot = true */
shootdown_callback:     shootdown_callback = callback;
num_online_cpus:        others = cpumask_weight(cpu_online_mask & ~cpumask_of(this_cpu));
waiting:                waiting_for_crash_ipi = others;
handler:                register_nmi_handler();
wmb:                    smp_wmb();
allbutself:             apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
                        /* Kick CPUs looping in NMI context */
kick:                   WRITE_ONCE(crash_ipi_issued, true);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}
