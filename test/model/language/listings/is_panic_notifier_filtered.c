/* kernel/notifier.c, posted, V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan 2022 */
bool is_panic_notifier_filtered(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                panic_block } n)
{
        bool listed = false;

        /* for (i = 0; i < panic_nf_count; i++) if (panic_nf_functions[i] == n->notifier_call)
         * return true; */
search: listed = panic_nf_functions[n];
found:  return listed;
}
