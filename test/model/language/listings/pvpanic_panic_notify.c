/* drivers/misc/pvpanic/pvpanic.c, v5.13 .. */
void pvpanic_panic_notify(void)
{
send_event:     pvpanic_send_event();
}
