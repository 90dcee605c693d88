/* kernel/printk/printk.c, .. v5.17 (13fb0f74d702); form: flush-goes-on */
void console_unlock(void)
{
                int left = 0; /* 0..2 */
                bool lost = false;
                int dropped = 0; /* 0..3 */

more:           for (;;) {
prb_read_valid:         left = unprinted;
empty:                  if (left == 0) {
done:                           break;
                        }
sequence:               lost = xchg(&overwritten, false);
                        /* a slow console: others log meanwhile */
emit:                   atomic_dec(&unprinted);
                }
}

/* kernel/printk/printk.c, v5.18 .. (13fb0f74d702); form: flush-suppresses */
void console_unlock(void)
{
                int left = 0; /* 0..2 */
                bool lost = false;
                int dropped = 0; /* 0..3 */

more:           for (;;) {
prb_read_valid:         left = unprinted;
empty:                  if (left == 0) {
done:                           break;
                        }
sequence:               lost = xchg(&overwritten, false);
dropped:                if (lost && dropped < 3) {
count:                          dropped = dropped + 1;
                        }
too_often:              if (!(dropped <= 2)) {
silence:                        WRITE_ONCE(suppress_panic_printk, true);
                        }
                        /* a slow console: others log meanwhile */
emit:                   atomic_dec(&unprinted);
                }
}

/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: merged */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..6 */
                int next = 0; /* 0..6 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: posted */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..6 */
                int next = 0; /* 0..6 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v3.0; form: two-v3.0 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..2 */
                int next = 0; /* 0..2 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
out_at_once:            return;
                }
}

/* kernel/printk/printk.c, v3.1 .. v4.15; form: two-v3.1 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..2 */
                int next = 0; /* 0..2 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
relock:                 { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
reunlock:               smp_store_release(&logbuf_lock, -1);
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..2 */
                int next = 0; /* 0..2 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
relock:                 { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
reunlock:               smp_store_release(&logbuf_lock, -1);
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..2 */
                int next = 0; /* 0..2 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
abandon:                        leave = abandon_console_lock_in_panic();
left_to_panic:                  if (leave) {
stop:                                   break;
                                }
                        }
up:                     up();
abandoned:              if (leave) {
out_panic:                      return;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
relock:                 { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
reunlock:               smp_store_release(&logbuf_lock, -1);
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
relock:                 { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
reunlock:               smp_store_release(&logbuf_lock, -1);
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
relock:                 { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
reunlock:               smp_store_release(&logbuf_lock, -1);
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
                        }
up:                     up();
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
abandon:                        leave = abandon_console_lock_in_panic();
left_to_panic:                  if (leave) {
stop:                                   break;
                                }
                        }
up:                     up();
abandoned:              if (leave) {
out_panic:                      return;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
void console_unlock(void)
{
                enum { nothing, record, handed_over } what = nothing;
                bool leave = false;
                int seq = 0; /* 0..4 */
                int next = 0; /* 0..4 */
                bool got = false;

again:          for (;;) {
flush:                  for (;;) {
emit:                           what = console_emit_next_record();
handover:                       if (what == handed_over) {
out:                                    return;
                                }
flushed:                        if (what == nothing) {
done:                                   break;
                                }
abandon:                        leave = abandon_console_lock_in_panic();
left_to_panic:                  if (leave) {
stop:                                   break;
                                }
                        }
up:                     up();
abandoned:              if (leave) {
out_panic:                      return;
                        }
seq:                    seq = con_seq;
new_records:            next = log_next;
no_more:                if (seq == next) {
out_empty:                      return;
                        }
retry:                  got = console_trylock();
somebody:               if (!got) {
out_busy:                       return;
                        }
                }
}
