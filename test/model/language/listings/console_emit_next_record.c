/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: merged */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..6 */
                        int next = 0; /* 0..6 */
                        int record = -; /* - or kasan or kfence or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
printed:                return record;
}

/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: posted */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..6 */
                        int next = 0; /* 0..6 */
                        int record = -; /* - or kasan or kfence or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
printed:                return record;
}

/* kernel/printk/printk.c, v3.0; form: two-v3.0 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..2 */
                        int next = 0; /* 0..2 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
call_console_driver:    call_console_driver(record);
printed:                return record;
}

/* kernel/printk/printk.c, v3.1 .. v4.15; form: two-v3.1 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..2 */
                        int next = 0; /* 0..2 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
call_console_driver:    call_console_driver(record);
printed:                return record;
}

/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..2 */
                        int next = 0; /* 0..2 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..2 */
                        int next = 0; /* 0..2 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=plain */
/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
enable:                 console_lock_spinning_enable();
call_console_driver:    serial8250_console_write(record);
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=plain */
/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
call_console_driver:    call_console_driver(record);
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
call_console_driver:    serial8250_console_write(record);
printed:                return record;
}

/* where driver=plain */
/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (logbuf_lock != -1) cpu_relax();
take:                           logbuf_lock = this_cpu;
                        }
seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
unlock:                         smp_store_release(&logbuf_lock, -1);
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
                        /* console_seq++ */
advance:                con_seq = seq + 1;
unlock_record:          smp_store_release(&logbuf_lock, -1);
enable:                 console_lock_spinning_enable();
call_console_driver:    serial8250_console_write(record);
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=plain */
/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    serial8250_console_write(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=plain, oops-flag=as-released */
/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    serial8250_console_write(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=plain */
/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    call_console_driver(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}

/* where driver=port_lock, semaphore=one-step, kdump=none, stop=complete */
/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
enum { nothing, record, handed_over } console_emit_next_record(void)
{
                        int seq = 0; /* 0..4 */
                        int next = 0; /* 0..4 */
                        int record = -; /* - or panic or other */
                        bool handover = false;

seq:                    seq = con_seq;
next:                   next = log_next;
none:                   if (seq == next) {
nothing:                        return nothing;
                        }
record:                 record = printk_rb[seq];
enable:                 console_lock_spinning_enable();
call_console_driver:    serial8250_console_write(record);
                        /* con->seq++ */
advance:                con_seq = seq + 1;
check:                  handover = console_lock_spinning_disable_and_check();
handover:               if (handover) {
gone:                           return handed_over;
                        }
printed:                return record;
}
