/* arch/x86/kernel/reboot.c, v6.3 ..; text of v6.1; form: emergency */
void native_machine_emergency_restart(void)
{
emergency_reboot_disable_virtualization:
                        if (!READ_ONCE(crash_ipi_issued)) {
nmi_shootdown_cpus:             nmi_shootdown_cpus(NULL);
                        }
machine_emergency_restart:
                        /* machine ends: restart */
}

/* arch/x86/kernel/reboot.c, v6.3 ..; text of v6.1; form: emergency-issued-first */
void native_machine_emergency_restart(void)
{
emergency_reboot_disable_virtualization:
                        if (!READ_ONCE(crash_ipi_issued)) {
nmi_shootdown_cpus:             nmi_shootdown_cpus(NULL);
                        }
machine_emergency_restart:
                        /* machine ends: restart */
}

/* arch/x86/kernel/reboot.c, v6.3 ..; text of v6.1; form: register */
void native_machine_emergency_restart(void)
{
emergency_reboot_disable_virtualization:
                        if (!READ_ONCE(crash_ipi_issued)) {
nmi_shootdown_cpus:             nmi_shootdown_cpus(NULL);
                        }
machine_emergency_restart:
                        /* machine ends: restart */
}

/* arch/x86/kernel/reboot.c, v5.11 .. v6.2; form: register-again */
void native_machine_emergency_restart(void)
{
emergency_reboot_disable_virtualization:
        nmi_shootdown_cpus(NULL);
machine_emergency_restart:
        /* machine ends: restart */
}
