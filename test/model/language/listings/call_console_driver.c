/* kernel/printk/printk.c, v3.9 .. ; text of v6.1; form: merged */
void call_console_driver(int line)
{
write:  /* not modelled: what the driver does with the line is no part of the question */
done:   return;
}

/* kernel/printk/printk.c, any; form: plain */
void call_console_driver(int line)
{
        /* con->write(): the first register */
first:  uart_tx = -;
        /* and the last one: the line is out */
last:   uart_tx = line;
sent:   /* note: panic_sent = panic_sent || uart_tx == panic */
}

/* kernel/printk/printk.c, v3.9 .. ; text of v6.1; form: posted */
void call_console_driver(int line)
{
trace_console:  probe_console(line);
write:          /* not modelled: what the driver does with the line is no part of the question */
done:           return;
}
