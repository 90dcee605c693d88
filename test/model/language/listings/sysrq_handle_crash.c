/* where scenario=kexec-lock */
/* drivers/tty/sysrq.c, v4.5 .. ; text of v6.1 */
void sysrq_handle_crash(void)
{
panic:  panic();
}

/* where scenario=panic-gate */
/* drivers/tty/sysrq.c, v2.6.38 .. */
void sysrq_handle_crash(void)
{
panic:  panic();
}
