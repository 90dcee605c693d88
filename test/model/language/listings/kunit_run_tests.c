/* lib/kunit/test.c, v5.5 .. */
void kunit_run_tests(void)
{
first:  kasan_report();
second: kfence_report_error();
third:  kasan_report();
}
