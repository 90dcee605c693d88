/* mm/kfence/report.c, v5.12 ..; form: merged */
void kfence_report_error(void)
{
title:  vprintk(kfence);
stack:  vprintk(kfence);
end:    error_report_end(kfence);
done:   /* note: done_kfence = true */
}

/* mm/kfence/report.c, v5.12 ..; form: merged-may-die */
void kfence_report_error(void)
{
title:  vprintk(kfence);
dies:   switch (nondet()) {
        case oopses: /* environment: the detector faults, or the machine stops its CPU */
dead:           for (;;) cpu_relax(); /* ends here, as intended */
        case lives: /* the report goes on */
stack:          vprintk(kfence);
                break;
        }
end:    error_report_end(kfence);
done:   /* note: done_kfence = true */
}

/* mm/kfence/report.c, posted, v2 of "Add sysfs interface to collect reports from debugging
 * tools"; form: posted */
void kfence_report_error(void)
{
start:  error_report_start(kfence);
title:  vprintk(kfence);
stack:  vprintk(kfence);
end:    error_report_end(kfence);
done:   /* note: done_kfence = true */
}

/* mm/kfence/report.c, posted, v2 of "Add sysfs interface to collect reports from debugging
 * tools"; form: posted-may-die */
void kfence_report_error(void)
{
start:  error_report_start(kfence);
title:  vprintk(kfence);
dies:   switch (nondet()) {
        case oopses: /* environment: the detector faults, or the machine stops its CPU */
dead:           for (;;) cpu_relax(); /* ends here, as intended */
        case lives: /* the report goes on */
stack:          vprintk(kfence);
                break;
        }
end:    error_report_end(kfence);
done:   /* note: done_kfence = true */
}
