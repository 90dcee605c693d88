/* arch/arm64/kernel/smp.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c) */
void ipi_cpu_crash_stop(void)
{
crash_save_cpu: crash_save_cpu();
done:           atomic_dec(&waiting_for_crash_ipi);
irq_off:        local_irq_disable();
                /* __cpu_try_die(), or cpu_park_loop() */
die:            stop_this_cpu();
}
