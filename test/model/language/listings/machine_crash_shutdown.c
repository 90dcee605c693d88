/* arch/arm64/kernel/machine_kexec.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c); form: arm64 */
void machine_crash_shutdown(void)
{
irq_off:                local_irq_disable();
stop:                   crash_smp_send_stop();
crash_save_cpu:         crash_save_cpu();
mask_interrupts:        /* not modelled: interrupt controllers are quiet for the capture kernel */
}
