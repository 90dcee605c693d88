/* arch/x86/kernel/apic/apic.c, v4.5 .. ; CONFIG_PREEMPTION */
void sysvec_apic_timer_interrupt(void)
{
exit:   irqentry_exit();
}
