/* where panic-from=oops */
/* arch/x86/kernel/dumpstack.c, v4.5 .. ; text of v6.1 */
void oops_end(void)
{
crash_kexec:    crash_kexec();
}

/* where panic-from=task */
/* arch/x86/kernel/dumpstack.c, v4.5 .. ; text of v6.1 */
void oops_end(void)
{
panic:  panic();
}
