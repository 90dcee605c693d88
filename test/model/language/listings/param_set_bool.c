/* kernel/params.c, v4.8 .. */
void param_set_bool(void)
{
        bool to = false;

user:   to = nondet(); /* true or false */
set:    crash_kexec_post_notifiers = to;
}
