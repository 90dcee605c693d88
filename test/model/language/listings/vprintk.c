/* kernel/printk/printk_safe.c, v6.14 .. (0161e2d6950f); form: cpu-sync-after */
void vprintk(void)
{
                int owner = -1; /* a CPU or -1 */

store:          /* not modelled: the log takes no lock */
in_nmi:         if (in_nmi()) {
                        /* printed later */
deferred:               return;
                }
is_printk_cpu_sync_owner:
                owner = printk_cpu_sync_owner;
owns:           if (owner == this_cpu) {
                        /* printed later */
deferred_too:           return;
                }
console:        serial_write();
}

/* kernel/printk/printk_safe.c, v5.19 .. v6.13; form: cpu-sync-before */
void vprintk(void)
{
                int owner = -1; /* a CPU or -1 */

store:          /* not modelled: the log takes no lock */
in_nmi:         if (in_nmi()) {
                        /* printed later */
deferred:               return;
                }
console:        serial_write();
}

/* kernel/printk/printk_safe.c, v5.13 .. v6.5; text of v6.1; form: merged */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v5.13 .. v6.5; text of v6.1; form: posted */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v3.0; form: two-v3.0 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
trylock:        got = console_trylock();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v3.1 .. v4.15; form: two-v3.1 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
trylock:        got = console_trylock();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v4.16 .. v5.12; form: two-v4.16 */
void vprintk(int line)
{
                bool got = false;

in_nmi:         if (in_nmi()) {
                        /* one step: the buffer belongs to this CPU, and one record stands for
                         * all that it holds */
vprintk_nmi:            {
first:                          if (this_cpu(nmi_print_seq) == -) {
copy:                                   this_cpu(nmi_print_seq) = line;
                                }
                        }
irq_work:               /* not modelled: an irq_work moves it to the log, if interrupts are ever
                         * on again */
later:                  return;
                }
store:          vprintk_store(line);
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v4.19 .. v4.20; form: v4.20 */
void vprintk(int line)
{
                bool got = false;

in_nmi:         if (in_nmi()) {
                        /* one step: the buffer belongs to this CPU, and one record stands for
                         * all that it holds */
vprintk_nmi:            {
first:                          if (this_cpu(nmi_print_seq) == -) {
copy:                                   this_cpu(nmi_print_seq) = line;
                                }
                        }
irq_work:               /* not modelled: an irq_work moves it to the log, if interrupts are ever
                         * on again */
later:                  return;
                }
store:          vprintk_store(line);
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
trylock:        got = console_trylock();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void vprintk(int line)
{
                bool got = false;

in_nmi:         if (in_nmi()) {
                        /* one step: the buffer belongs to this CPU, and one record stands for
                         * all that it holds */
vprintk_nmi:            {
first:                          if (this_cpu(nmi_print_seq) == -) {
copy:                                   this_cpu(nmi_print_seq) = line;
                                }
                        }
irq_work:               /* not modelled: an irq_work moves it to the log, if interrupts are ever
                         * on again */
later:                  return;
                }
store:          vprintk_store(line);
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}

/* kernel/printk/printk_safe.c, v6.6 .. v6.9; form: v6.6 */
void vprintk(int line)
{
                bool got = false;

store:          vprintk_store(line);
in_nmi:         if (in_nmi()) {
                        /* printed by an irq_work, when interrupts are on again */
irq_work:               return;
                }
trylock:        got = console_trylock_spinning();
print:          if (got) {
console_unlock:         console_unlock();
                }
}
