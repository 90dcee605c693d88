/* drivers/mtd/mtdoops.c, v5.14 .. ; text of v6.1 */
void mtdoops_do_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                        bool busy = false;

test_and_set_bit:       busy = xchg(&oops_buf_busy, true);
taken:                  if (busy) {
skip:                           return;
                        }
kmsg_dump_get_buffer:   oops_buf = reason == OOPS ? oops : panic;
clear_bit:              oops_buf_busy = false;
at_once:                if (reason != OOPS) {
mtdoops_write:                  mtdoops_write();
                        } else {
schedule_work:                  /* not modelled: the worker is a task of its own: see use */
                        }
}
