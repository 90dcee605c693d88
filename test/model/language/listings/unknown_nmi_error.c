/* where driver=checks|no-checks, stop=complete|may-time-out, scenario=nbcon */
/* arch/x86/kernel/nmi.c, any */
void unknown_nmi_error(void)
{
panic:  panic();
}

/* where driver=plain|port_lock, stop=complete|may-time-out, scenario=panic-printk */
/* arch/x86/kernel/nmi.c, any */
void unknown_nmi_error(void)
{
nmi_panic:      panic();
}

/* where era=v3.3|v3.6, first=panic|oops|oops-survived, image=none|loaded, cpus=2, scenario=panic-gate */
/* arch/x86/kernel/nmi.c, v2.6.38 .. */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}

/* where era=v4.5|v6.1|v6.18, first=panic|oops|oops-survived, image=none|loaded, cpus=2, scenario=panic-gate */
/* arch/x86/kernel/nmi.c, v2.6.38 .. */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
returned:       /* note: nmi_panic_dropped = nmi_panic_dropped || panic_cpu != this_cpu */
}

/* where first=panic|oops|idle, cpus=2, scenario=panic-force-cpu */
/* arch/x86/kernel/nmi.c, v7.0 .. */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}

/* where scenario=kexec-lock|crash-hotplug|hotplug-matrix|notifier-chain|kmsg-dumpers|dump-list, stop=irq|irq-nmi|nmi|irq-late */
/* arch/x86/kernel/nmi.c, v4.5 .. ; text of v6.1 */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}

/* where place=crash-kexec|split */
/* arch/x86/kernel/nmi.c, v2.6.33 ..; form: panics */
void unknown_nmi_error(void)
{
panic:  panic();
}

/* where place=kdump-first|dumpers-first, other=oops|driver */
/* arch/x86/kernel/nmi.c, v2.6.33 ..; form: panics */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}

/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1; form: polls */
void unknown_nmi_error(void)
{
handlers:               /* not modelled: nobody registered for NMI_UNKNOWN */
unknown_nmi_panic:      nmi_panic();
}

/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1; form: spins */
void unknown_nmi_error(void)
{
handlers:               /* not modelled: nobody registered for NMI_UNKNOWN */
unknown_nmi_panic:      nmi_panic();
}

/* arch/x86/kernel/nmi.c, v2.6.38 ..; form: v2.6.38 */
void unknown_nmi_error(void)
{
nmi_panic:      nmi_panic();
}
