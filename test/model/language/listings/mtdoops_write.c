/* drivers/mtd/mtdoops.c, v5.14 .. ; text of v6.1 */
void mtdoops_write(void)
{
                        bool busy = false;
                        enum { nothing, oops, panic } text = nothing;

test_and_set_bit:       busy = xchg(&oops_buf_busy, true);
taken:                  if (busy) {
skip:                           return;
                        }
header:                 /* not modelled: sequence number and time stamp are put before the text */
                        /* or mtd_panic_write(), which waits for nobody */
mtd_write:              text = oops_buf;
stored:                 /* note: panic_stored = panic_stored || text == panic */
memset:                 oops_buf = nothing;
clear_bit:              oops_buf_busy = false;
}
