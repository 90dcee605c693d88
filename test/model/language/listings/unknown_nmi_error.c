/* arch/x86/kernel/nmi.c, v4.5 .. ; text of v6.1 */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}
