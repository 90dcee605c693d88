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
