/* lib/error_report_notify.c, posted, v2 of "Add sysfs interface to collect reports from
 * debugging tools"; form: for-ever
 * any number of reports; their text is left out */
void kasan_report(void)
{
again:          for (;;) {
                        /* one step: atomic_inc(), counted modulo 4: two in a row are told apart */
publish:                {
num_reports:                    num_reports = (num_reports + 1) % 4;
                        }
notify:                 WRITE_ONCE(reporting_done, true);
more:                   switch (nondet()) {
                        case another: /* environment: the kernel is broken for good */
go_on:                          /* not modelled: reports again */
                                break;
                        case enough: /* environment: no more reports */
out:                            break; /* out of 'again' */
                        }
                }
}

/* mm/kasan/report.c, v5.12 ..; form: merged */
void kasan_report(void)
{
title:  vprintk(kasan);
stack:  vprintk(kasan);
end:    error_report_end(kasan);
done:   /* note: done_kasan = true */
}

/* mm/kasan/report.c, v5.12 ..; form: merged-may-die */
void kasan_report(void)
{
title:  vprintk(kasan);
dies:   switch (nondet()) {
        case oopses: /* environment: the detector faults, or the machine stops its CPU */
dead:           for (;;) cpu_relax(); /* ends here, as intended */
        case lives: /* the report goes on */
stack:          vprintk(kasan);
                break;
        }
end:    error_report_end(kasan);
done:   /* note: done_kasan = true */
}

/* mm/kasan/report.c, posted, v2 of "Add sysfs interface to collect reports from debugging
 * tools"; form: posted */
void kasan_report(void)
{
start:  error_report_start(kasan);
title:  vprintk(kasan);
stack:  vprintk(kasan);
end:    error_report_end(kasan);
done:   /* note: done_kasan = true */
}

/* mm/kasan/report.c, posted, v2 of "Add sysfs interface to collect reports from debugging
 * tools"; form: posted-may-die */
void kasan_report(void)
{
start:  error_report_start(kasan);
title:  vprintk(kasan);
dies:   switch (nondet()) {
        case oopses: /* environment: the detector faults, or the machine stops its CPU */
dead:           for (;;) cpu_relax(); /* ends here, as intended */
        case lives: /* the report goes on */
stack:          vprintk(kasan);
                break;
        }
end:    error_report_end(kasan);
done:   /* note: done_kasan = true */
}
