/* drivers/tty/sysrq.c, any */
void sysrq_handle_reboot(void)
{
emergency_restart:      emergency_restart();
}
