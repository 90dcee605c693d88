/* where text=fixed */
/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 and 2/3 */
bool panic_smp_redirect_cpu(int target_cpu)
{
smp_call_function_single_async:
        apic_send_IPI(target_cpu, panic_csd);
        /* 0: the IPI is on its way */
result: return true;
}

/* where text=loser-stops */
/* kernel/panic.c, never: a fix that the posted one warns of */
bool panic_smp_redirect_cpu(int target_cpu)
{
smp_call_function_single_async:
        apic_send_IPI(target_cpu, panic_csd);
        /* 0: the IPI is on its way */
result: return true;
}

/* where text=nmi-first */
/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 to 3/3 */
bool panic_smp_redirect_cpu(int target_cpu)
{
smp_call_function_single_async:
        apic_send_IPI(target_cpu, panic_csd);
        /* 0: the IPI is on its way */
result: return true;
}

/* where text=original */
/* kernel/panic.c, v7.0 .. (2e171ab29f91) */
bool panic_smp_redirect_cpu(int target_cpu)
{
smp_call_function_single_async:
        apic_send_IPI(target_cpu, panic_csd);
        /* 0: the IPI is on its way */
result: return true;
}
