/* lib/dump_stack.c, v4.5 .. (d7ce36924344); form: after */
void dump_stack(void)
{
                int old = -1; /* a CPU or -1 */
                bool flags = false;

retry:          for (;;) {
irqsave:                local_irq_save(flags);
cmpxchg:                old = cmpxchg(&dump_lock, -1, this_cpu);
locked:                 if (old == -1) {
got:                            break;
                        }
recursion:              if (old == this_cpu) {
was_locked:                     break;
                        }
irqrestore:             local_irq_restore(flags);
cpu_relax:              while (dump_lock != -1) cpu_relax();
                }
__dump_stack:   /* not modelled: the lock guards what is printed, nothing else */
unlock:         if (old == -1) {
release:                dump_lock = -1;
                }
irqs_on:        local_irq_restore(flags);
}

/* lib/dump_stack.c, v3.13 .. v4.4 (b58d977432c8); form: before */
void dump_stack(void)
{
                int old = -1; /* a CPU or -1 */
                bool flags = false;

retry:          for (;;) {
cmpxchg:                old = cmpxchg(&dump_lock, -1, this_cpu);
locked:                 if (old == -1) {
got:                            break;
                        }
recursion:              if (old == this_cpu) {
was_locked:                     break;
                        }
cpu_relax:              while (dump_lock != -1) cpu_relax();
                }
__dump_stack:   /* not modelled: the lock guards what is printed, nothing else */
unlock:         if (old == -1) {
release:                dump_lock = -1;
                }
}

/* lib/dump_stack.c, any; form: in-panic-1 */
void dump_stack(void)
{
prints: switch (nondet()) {
        case well: /* data: nothing is reported */
prints:         return;
        case reports: /* data: what it touches is reported */
report:         check_panic_on_warn();
                break;
        }
}
