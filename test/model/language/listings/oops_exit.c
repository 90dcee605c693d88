/* kernel/panic.c, v2.6.33 .. */
void oops_exit(void)
{
kmsg_dump:      kmsg_dump(OOPS);
}
