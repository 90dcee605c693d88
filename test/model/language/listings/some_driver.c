/* drivers/, any */
void some_driver(void)
{
again:  for (;;) {
print:          vprintk_emit();
more:           switch (nondet()) {
                case another: /* environment: whatever it logs about goes on */
go_on:                  /* not modelled: logs again */
                        break;
                case enough: /* environment: it is over */
out:                    break; /* out of 'again' */
                }
        }
}
