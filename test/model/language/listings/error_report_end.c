/* include/trace/events/error_report.h, v5.12 .. (9c0dee54eb91); form: merged */
void error_report_end(int who)
{
        int mine = -1; /* -1..5 */
        int owner = -1; /* -1..5 */
        int index = 0; /* 0..3 */
        int pos = 0; /* 0..2 */

trace:  if (who == kasan) {
                /* an event for whoever listens */
kasan:          WRITE_ONCE(announced_kasan, true);
        } else {
                /* an event for whoever listens */
kfence:         WRITE_ONCE(announced_kfence, true);
        }
}

/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools"; form: posted */
void error_report_end(int who)
{
                        int mine = -1; /* -1..5 */
                        int owner = -1; /* -1..5 */
                        int index = 0; /* 0..3 */
                        int pos = 0; /* 0..2 */

encode:                 mine = this_cpu(current_pid_nr) * 2 + (in_task() ? 1 : 0);
owner:                  owner = current_pid;
foreign:                if (owner != mine) {
not_mine:                       return;
                        }
index:                  index = num_reports;
pos:                    pos = current_pos;
terminate:              if (pos < 2) {
nul:                            report_buffer[(index + 1) % 2 * 2 + pos] = -;
                        }
publish:                atomic_inc(&num_reports);
published_kasan:        /* note: published_kasan = published_kasan || recording == kasan */
published_kfence:       /* note: published_kfence = published_kfence || recording == kfence */
complete:               /* note: incomplete = incomplete || report_buffer[num_reports % 2 * 2 +
                         * 0] != recording || report_buffer[num_reports % 2 * 2 + 1] != recording */
pure:                   /* note: mixed = mixed || (report_buffer[num_reports % 2 * 2 + 0] != - &&
                         * ((report_buffer[num_reports % 2 * 2 + 0] != recording &&
                         * report_buffer[num_reports % 2 * 2 + 0] != -) ||
                         * (report_buffer[num_reports % 2 * 2 + 1] != recording &&
                         * report_buffer[num_reports % 2 * 2 + 1] != -))) */
paired:                 /* note: mispaired = mispaired || recording != who */
terminated:             /* note: unterminated = unterminated || (pos < 2 &&
                         * report_buffer[num_reports % 2 * 2 + pos] != -) */
                        /* schedule_delayed_work(): once, if it is queued already */
notify:                 WRITE_ONCE(reporting_done, true);
release:                smp_store_release(&current_pid, -1);
}
