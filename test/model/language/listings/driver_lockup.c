/* a driver, any */
void driver_lockup(void)
{
irq_off:        local_irq_disable();
                /* a hard lockup */
loop:           for (;;) cpu_relax(); /* ends here, as intended */
}
