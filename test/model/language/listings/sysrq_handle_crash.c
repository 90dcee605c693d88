/* drivers/tty/sysrq.c, v4.5 .. ; text of v6.1 */
void sysrq_handle_crash(void)
{
panic:  panic();
}
