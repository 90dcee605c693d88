/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools" */
void error_report_start(int who)
{
                int mine = -1; /* -1..5 */
                int old = -1; /* -1..5 */

                /* (current->pid << 1) | in_task() */
encode:         mine = this_cpu(current_pid_nr) * 2 + (in_task() ? 1 : 0);
claim:          old = cmpxchg_acquire(&current_pid, -1, mine);
started:        /* note: recording = old == -1 ? who : recording */
busy:           if (old != -1) {
bail_out:               return;
                }
current_pos:    current_pos = 0;
truncated:      truncated = false;
}

/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools"; form: torn */
void error_report_start(int who)
{
                int mine = -1; /* -1..5 */
                int old = -1; /* -1..5 */

                /* (current->pid << 1) | in_task() */
encode:         mine = this_cpu(current_pid_nr) * 2 + (in_task() ? 1 : 0);
look:           old = current_pid;
busy:           if (old != -1) {
bail_out:               return;
                }
claim:          current_pid = mine;
started:        /* note: recording = who */
current_pos:    current_pos = 0;
truncated:      truncated = false;
}
