/* drivers/tty/serial/8250/8250_port.c, v6.10 .. */
bool write_atomic(int mine, int line)
{
                        bool ok = false;

enter:                  ok = __nbcon_context_update_unsafe(mine, true);
lost:                   if (!ok) {
back_out:                       return false;
                        }
first:                  uart_tx = -;
exit:                   ok = __nbcon_context_update_unsafe(mine, false);
lost_between:           if (!ok) {
back_out_between:               return false;
                        }
enter_again:            ok = __nbcon_context_update_unsafe(mine, true);
lost_again:             if (!ok) {
back_out_again:                 return false;
                        }
last:                   uart_tx = line;
sent:                   /* note: panic_sent = panic_sent || uart_tx == panic */
exit_again:             ok = __nbcon_context_update_unsafe(mine, false);
result:                 return ok;
}

/* drivers/tty/serial/8250/8250_port.c, v6.10 ..; form: no-checks */
bool write_atomic(int mine, int line)
{
        bool ok = false;

        /* no nbcon_enter_unsafe(): nobody looks who owns the console */
first:  uart_tx = -;
last:   uart_tx = line;
sent:   /* note: panic_sent = panic_sent || uart_tx == panic */
result: return true;
}
