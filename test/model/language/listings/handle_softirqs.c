/* kernel/softirq.c, v4.5 .. ; text of v6.1 */
void handle_softirqs(void)
{
panic:  panic();
}
