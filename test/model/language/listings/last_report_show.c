/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools" */
void last_report_show(void)
{
                int index = 0; /* 0..3 */
                int first = -; /* - or kasan or kfence or other */
                int second = -; /* - or kasan or kfence or other */
                int again = 0; /* 0..3 */

monitor:        for (;;) {
                        /* one step: the work runs, calls sysfs_notify(), and the monitor wakes
                         * up */
poll:                   {
notified:                       while (!reporting_done) cpu_relax();
work:                           reporting_done = false;
                        }
show:                   for (;;) {
index:                          index = smp_load_acquire(&num_reports);
copy:                           first = report_buffer[index % 2 * 2 + 0];
first_of:                       /* note: first_of = written_for[index % 2 * 2] */
copy_rest:                      second = report_buffer[index % 2 * 2 + 1];
second_of:                      /* note: second_of = written_for[index % 2 * 2 + 1] */
rmb:                            smp_rmb();
again:                          again = num_reports;
same:                           if (again == index) {
done:                                   break;
                                }
                        }
kasan:                  /* note: read_kasan = read_kasan || first == kasan */
kfence:                 /* note: read_kfence = read_kfence || first == kfence */
torn:                   /* note: torn = torn || (first != - && second != - && first_of !=
                         * second_of) */
                }
}

/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools"; form: no-reread */
void last_report_show(void)
{
                int index = 0; /* 0..3 */
                int first = -; /* - or kasan or kfence or other */
                int second = -; /* - or kasan or kfence or other */
                int again = 0; /* 0..3 */

monitor:        for (;;) {
                        /* one step: the work runs, calls sysfs_notify(), and the monitor wakes
                         * up */
poll:                   {
notified:                       while (!reporting_done) cpu_relax();
work:                           reporting_done = false;
                        }
show:                   for (;;) {
index:                          index = smp_load_acquire(&num_reports);
copy:                           first = report_buffer[index % 2 * 2 + 0];
first_of:                       /* note: first_of = written_for[index % 2 * 2] */
copy_rest:                      second = report_buffer[index % 2 * 2 + 1];
second_of:                      /* note: second_of = written_for[index % 2 * 2 + 1] */
rmb:                            smp_rmb();
at_once:                        break;
                        }
kasan:                  /* note: read_kasan = read_kasan || first == kasan */
kfence:                 /* note: read_kfence = read_kfence || first == kfence */
torn:                   /* note: torn = torn || (first != - && second != - && first_of !=
                         * second_of) */
                }
}
