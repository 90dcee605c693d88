/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1 */
void kdump_nmi_callback(void)
{
crash_save_cpu: crash_save_cpu();
pt_apic:        /* not modelled: Intel PT and the local APIC of this CPU are its own */
}
