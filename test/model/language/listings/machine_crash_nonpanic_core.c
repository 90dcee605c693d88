/* arch/arm/kernel/machine_kexec.c, v4.9 ..; text of v6.1 */
void machine_crash_nonpanic_core(void)
{
crash_save_cpu: crash_save_cpu();
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
done:           atomic_dec(&waiting_for_crash_ipi);
wfe:            stop_this_cpu();
}
