/* any, any; form: after */
void warn_in_task(void)
{
dump_stack:     dump_stack();
}

/* any, any; form: before */
void warn_in_task(void)
{
dump_stack:     dump_stack();
}
