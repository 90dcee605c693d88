/* drivers/, any */
void some_driver(void)
{
        int n = 0; /* 0..6 */

again:  while (n < 6) { /* at most 6 times */
print:          vprintk_emit();
count:          n = n + 1;
        }
}
