/* arch/x86/kernel/nmi.c, v6.15 .. (and late v6.1.y) (fe37c699ae3e) */
void set_emergency_nmi_handler(void)
{
emerg_handler:  emerg_handler = crash_nmi_callback;
wmb:            smp_wmb();
}
