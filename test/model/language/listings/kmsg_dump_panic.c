/* kernel/panic.c, v2.6.33 .. */
void kmsg_dump_panic(void)
{
kmsg_dump:      kmsg_dump(PANIC);
}
