/* kernel/panic.c, v7.0 .. */
void do_panic_on_target_cpu(void)
{
panic:  panic();
}
