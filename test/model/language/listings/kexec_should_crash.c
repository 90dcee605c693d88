/* kernel/kexec_core.c, v3.17 .. v4.4 (f45d85ff1f3f); form: oops-only */
bool kexec_should_crash(void)
{
                bool post = false;

panic_on_oops:  return true;
}

/* kernel/kexec_core.c, v4.5 .. (f45d85ff1f3f); form: parameter-first */
bool kexec_should_crash(void)
{
                        bool post = false;

look:                   post = crash_kexec_post_notifiers;
later:                  if (post) {
leave_it_to_panic:              return false;
                        }
panic_on_oops:          return true;
}
