/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: flags */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@flags.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_crash_trylock();
locked:                 if (got) {
image:                          target = kexec_crash_image;
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          /* machine ends: capture_kernel */
                                }
unlock:                         kexec_crash_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@flags.locked) ? excused : kdump */
                        }
}
