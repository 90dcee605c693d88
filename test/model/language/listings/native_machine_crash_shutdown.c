/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1; form: emergency */
void native_machine_crash_shutdown(void)
{
irq_off:                local_irq_disable();
stop:                   crash_smp_send_stop();
ioapic_zap_locks:       /* not modelled: a lock of the I/O APIC that a stopped CPU holds is made
                         * free here */
lapic_hpet:             /* not modelled: interrupt controllers and timers go to their boot state */
crash_save_cpu:         crash_save_cpu();
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1; form: emergency-issued-first */
void native_machine_crash_shutdown(void)
{
irq_off:                local_irq_disable();
stop:                   crash_smp_send_stop();
ioapic_zap_locks:       /* not modelled: a lock of the I/O APIC that a stopped CPU holds is made
                         * free here */
lapic_hpet:             /* not modelled: interrupt controllers and timers go to their boot state */
crash_save_cpu:         crash_save_cpu();
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1; form: register */
void native_machine_crash_shutdown(void)
{
irq_off:                local_irq_disable();
stop:                   crash_smp_send_stop();
ioapic_zap_locks:       /* not modelled: a lock of the I/O APIC that a stopped CPU holds is made
                         * free here */
lapic_hpet:             /* not modelled: interrupt controllers and timers go to their boot state */
crash_save_cpu:         crash_save_cpu();
}

/* arch/x86/kernel/crash.c, v4.9 .. v6.17; text of v6.1; form: register-again */
void native_machine_crash_shutdown(void)
{
irq_off:                local_irq_disable();
stop:                   crash_smp_send_stop();
ioapic_zap_locks:       /* not modelled: a lock of the I/O APIC that a stopped CPU holds is made
                         * free here */
lapic_hpet:             /* not modelled: interrupt controllers and timers go to their boot state */
crash_save_cpu:         crash_save_cpu();
}
