/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1; form: polls */
void pci_serr_error(void)
{
handlers:       /* not modelled: nobody registered for NMI_SERR */
panic_on_unrecovered_nmi:
                nmi_panic();
clear_serr:     /* not modelled: the error line is cleared and disabled; reached only on the CPU
                 * that panics already */
}

/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1; form: spins */
void pci_serr_error(void)
{
handlers:       /* not modelled: nobody registered for NMI_SERR */
panic_on_unrecovered_nmi:
                nmi_panic();
clear_serr:     /* not modelled: the error line is cleared and disabled; reached only on the CPU
                 * that panics already */
}
