/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic_halts(void)
{
local_irq_enable:       local_irq_enable();
                        /* panic_blink() and mdelay() for ever */
touch_softlockup_watchdog:
                        for (;;) cpu_relax(); /* the panic ends here, as intended */
}
