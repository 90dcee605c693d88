/* kernel/kexec_core.c, v2.6.13 ..; text of v6.1 */
void kernel_kexec(void)
{
                        int c = 0; /* a CPU */

devices:                /* not modelled: devices are shut down, and hotplug is over: CPUs stay
                         * online or offline as they are */
machine_shutdown:       native_stop_other_cpus();
machine_kexec:          memory = new kernel;
new_kernel:             for_each_cpu(c, cpu_possible_mask) {
                                /* all of memory, this line too */
overwrites:                     per_cpu(mwait_cpu_dead_control, c) = overwritten;
                        }
runs:                   for (;;) cpu_relax(); /* the panic ends here, as intended */
}
