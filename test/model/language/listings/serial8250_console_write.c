/* drivers/tty/serial/8250/8250_port.c, v2.6 .. v6.1 */
void serial8250_console_write(int line)
{
                        bool oopses = false;
                        int old = -1; /* a CPU or -1 */
                        bool locked = false;

oops_in_progress:       oopses = oops_in_progress;
lock:                   if (oopses) {
trylock:                        old = cmpxchg_acquire(&port_lock, -1, this_cpu);
got:                            locked = old == -1;
                        } else {
                                /* one step: a spinlock that is free is taken by one instruction */
spin_lock:                      {
spin:                                   while (port_lock != -1) cpu_relax();
take:                                   port_lock = this_cpu;
                                }
taken:                          locked = true;
                        }
                        /* the line goes out */
last:                   uart_tx = line;
sent:                   /* note: panic_sent = panic_sent || uart_tx == panic */
unlock:                 if (locked) {
spin_unlock:                    smp_store_release(&port_lock, -1);
                        }
}
