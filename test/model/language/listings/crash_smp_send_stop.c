/* arch/arm/kernel/machine_kexec.c, v4.9 ..; text of v6.1; form: arm */
void crash_smp_send_stop(void)
{
                        int others = 0; /* 0..8 */
                        cpumask_t mask = CPU_MASK_NONE;

online:                 mask = cpu_online_mask & ~cpumask_of(this_cpu);
lost_before:            /* note: lost_before = exists_cpu(c0, at_on(c0,
                         * panic_smp_self_stop@arm.cpu_relax)) */
num_online_cpus:        others = cpumask_weight(&mask);
waiting:                waiting_for_crash_ipi = others;
smp_call_function:      apic_send_IPI_mask(&mask, IPI_CALL_FUNC);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/arm/kernel/machine_kexec.c, v4.9 ..; text of v6.1; form: arm-v4.20 */
void crash_smp_send_stop(void)
{
                        int others = 0; /* 0..8 */
                        cpumask_t mask = CPU_MASK_NONE;

online:                 mask = cpu_online_mask & ~cpumask_of(this_cpu);
lost_before:            /* note: lost_before = exists_cpu(c0, at_on(c0,
                         * panic_smp_self_stop@arm-v4.20.cpu_relax)) */
num_online_cpus:        others = cpumask_weight(&mask);
waiting:                waiting_for_crash_ipi = others;
smp_call_function:      apic_send_IPI_mask(&mask, IPI_CALL_FUNC);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/arm64/kernel/smp.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c); form: arm64 */
void crash_smp_send_stop(void)
{
                        cpumask_t mask = CPU_MASK_NONE;
                        int others = 0; /* 0..8 */

stopped:                if (cpus_stopped) {
out:                            return;
                        }
once:                   cpus_stopped = true;
online:                 mask = cpu_online_mask & ~cpumask_of(this_cpu);
alone:                  if (cpumask_empty(&mask)) {
skip_ipi:                       return;
                        }
num_other_online_cpus:  others = cpumask_weight(&mask);
waiting:                waiting_for_crash_ipi = others;
cross_call:             apic_send_IPI_mask(&mask, IPI_CPU_CRASH_STOP);
wait_1s:                while (waiting_for_crash_ipi > 0) cpu_relax(); /* bounded: may give up */
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1 (0ee59413c967); form: emergency */
void crash_smp_send_stop(void)
{
stopped:        if (cpus_stopped) {
out:                    return;
                }
kdump_nmi_shootdown_cpus:
                nmi_shootdown_cpus(kdump_nmi_callback);
done:           cpus_stopped = true;
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1 (0ee59413c967); form:
 * emergency-issued-first */
void crash_smp_send_stop(void)
{
stopped:        if (cpus_stopped) {
out:                    return;
                }
kdump_nmi_shootdown_cpus:
                nmi_shootdown_cpus(kdump_nmi_callback);
done:           cpus_stopped = true;
}

/* arch/x86/kernel/crash.c, v4.9 .. ; in outline; form: outline */
void crash_smp_send_stop(void)
{
others:         cpus_stop_mask = cpu_possible_mask & ~cpumask_of(this_cpu);
nmi:            apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), STOP_NMI);
stopped:        while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1 (0ee59413c967); form: register */
void crash_smp_send_stop(void)
{
stopped:        if (cpus_stopped) {
out:                    return;
                }
kdump_nmi_shootdown_cpus:
                nmi_shootdown_cpus(kdump_nmi_callback);
done:           cpus_stopped = true;
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1 (0ee59413c967); form: register-again */
void crash_smp_send_stop(void)
{
stopped:        if (cpus_stopped) {
out:                    return;
                }
kdump_nmi_shootdown_cpus:
                nmi_shootdown_cpus(kdump_nmi_callback);
done:           cpus_stopped = true;
}
