/* drivers/char/ipmi/ipmi_msghandler.c, v2.6 .. */
void panic_event(void)
{
send:   /* not modelled: what is sent to the BMC takes no part in the question */
}
