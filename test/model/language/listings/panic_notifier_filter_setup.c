/* kernel/notifier.c, posted, V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan 2022 */
void panic_notifier_filter_setup(int names, bool known)
{
                int i = 0; /* 0..17 */
                int count = 0; /* 0..16 */

given:          /* note: list_given = true */
parse:          while (i < names) { /* at most 17 times */
lookup:                 if (known) {
load:                           count = panic_nf_count;
full:                           if (count == 16) {
                                        /* the list is too long: no filter at all */
reset:                                  panic_nf_count = 0;
give_up:                                goto out;
                                }
                                /* the first name is dump_kernel_offset, the others are callbacks
                                 * of no matter here */
store:                          panic_nf_functions[1] = true;
counted:                        panic_nf_count = count + 1;
                        } else {
unknown:                        /* not modelled: no such symbol: the entry is skipped */
                        }
name:                   i = i + 1;
                }
out:            return;
}
