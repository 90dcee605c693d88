/* arch/x86/kernel/setup.c, v3.14 .. */
void dump_kernel_offset(void)
{
pr_emerg:       /* not modelled: prints where the kernel was loaded; takes nothing */
}
