/* arch/powerpc/kernel/watchdog.c, v5.17 .. (76521c4b0291); form: after */
void watchdog_timer_interrupt(void)
{
check:  watchdog_smp_panic();
}

/* arch/powerpc/kernel/watchdog.c, v4.13 .. v5.16; form: before */
void watchdog_timer_interrupt(void)
{
check:  watchdog_smp_panic();
}
