/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools" */
void probe_console(int line)
{
                        int mine = -1; /* -1..5 */
                        int owner = -1; /* -1..5 */
                        bool cut = false;
                        int index = 0; /* 0..3 */
                        int pos = 0; /* 0..2 */

encode:                 mine = this_cpu(current_pid_nr) * 2 + (in_task() ? 1 : 0);
owner:                  owner = current_pid;
foreign:                if (owner != mine) {
ignore:                         return;
                        }
truncated:              cut = truncated;
full:                   if (cut) {
ignore_rest:                    return;
                        }
index:                  index = num_reports;
pos:                    pos = current_pos;
skip_extra_info:        /* not modelled: strips the time stamp and the caller */
copy:                   if (pos < 2) {
strncpy:                        report_buffer[(index + 1) % 2 * 2 + pos] = line;
written_for:                    /* note: written_for[(index + 1) % 2 * 2 + pos] = num_reports + 1 */
advance:                        current_pos = pos + 1;
                        } else {
too_long:                       truncated = true;
                        }
}
