/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: arm */
void __crash_kexec(void)
{
                        cpumask_t mask = CPU_MASK_NONE;

trylock:                /* not modelled: an image is loaded, and the kexec lock is free */
irq_off:                local_irq_disable();
machine_crash_shutdown: crash_smp_send_stop();
crash_save_cpu:         crash_save_cpu();
online:                 mask = cpu_online_mask & ~cpumask_of(this_cpu);
machine_kexec:          if (cpumask_empty(&mask)) {
reboot_code:                    /* machine ends: capture_kernel */
                        } else {
                                /* BUG_ON(num_online_cpus() > 1), inside the panic */
bug:                            /* machine ends: bug */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: arm-v4.20 */
void __crash_kexec(void)
{
                        cpumask_t mask = CPU_MASK_NONE;

trylock:                /* not modelled: an image is loaded, and the kexec lock is free */
irq_off:                local_irq_disable();
machine_crash_shutdown: crash_smp_send_stop();
crash_save_cpu:         crash_save_cpu();
online:                 mask = cpu_online_mask & ~cpumask_of(this_cpu);
machine_kexec:          if (cpumask_empty(&mask)) {
reboot_code:                    /* machine ends: capture_kernel */
                        } else {
                                /* BUG_ON(num_online_cpus() > 1), inside the panic */
bug:                            /* machine ends: bug */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: arm64 */
void __crash_kexec(void)
{
trylock:                /* not modelled: nobody loads or unloads an image, so the kexec lock is
                         * free */
image:                  if (kexec_crash_image != NULL) {
machine_crash_shutdown:         machine_crash_shutdown();
                                /* what machine_kexec() does before the jump */
idt_invalidate:                 idt_invalid = true;
machine_kexec:                  /* machine ends: capture_kernel */
                        }
}

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: cmpxchg */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@cmpxchg.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
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
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@cmpxchg.locked) ? excused :
                                 * kdump */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: emergency */
void __crash_kexec(void)
{
trylock:                /* not modelled: nobody loads or unloads an image, so the kexec lock is
                         * free */
image:                  if (kexec_crash_image != NULL) {
machine_crash_shutdown:         native_machine_crash_shutdown();
                                /* what machine_kexec() does before the jump */
idt_invalidate:                 idt_invalid = true;
machine_kexec:                  /* machine ends: capture_kernel */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: emergency-issued-first */
void __crash_kexec(void)
{
trylock:                /* not modelled: nobody loads or unloads an image, so the kexec lock is
                         * free */
image:                  if (kexec_crash_image != NULL) {
machine_crash_shutdown:         native_machine_crash_shutdown();
                                /* what machine_kexec() does before the jump */
idt_invalidate:                 idt_invalid = true;
machine_kexec:                  /* machine ends: capture_kernel */
                        }
}

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

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: mutex */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@mutex.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = mutex_trylock();
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
unlock:                         mutex_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@mutex.locked) ? excused : kdump */
                        }
}

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: mutex-cmpxchg */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due :
                         * at(do_kexec_load@mutex-cmpxchg.locked) ? excused : kexec_crash_image
                         * == NULL ? no-image : due */
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
refused:                        /* note: kdump = at(do_kexec_load@mutex-cmpxchg.locked) ? excused
                                 * : kdump */
                        }
}

/* where cpus=1, scenario=panic-on-warn */
/* kernel/kexec_core.c, v4.5 ..; form: no-image */
void __crash_kexec(void)
{
                /* no image is loaded */
no_image:       return;
}

/* where cpus=1, scenario=panic-preempt */
/* kernel/kexec_core.c, v4.5 .. ; CONFIG_PREEMPTION; form: no-image */
void __crash_kexec(void)
{
                /* no image is loaded */
no_image:       return;
}

/* where cpus=2, scenario=panic-kgdb */
/* kernel/kexec_core.c, any; form: no-image */
void __crash_kexec(void)
{
no_image:       /* not modelled: no crash image is loaded */
}

/* where image-pointer=read */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: none */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@none.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
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
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@none.locked) ? excused : kdump */
                        }
}

/* where image-pointer=xchg */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: none */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@none.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
locked:                 if (got) {
image:                          target = xchg(&kexec_crash_image, NULL);
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          /* machine ends: capture_kernel */
                                }
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@none.locked) ? excused : kdump */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: register */
void __crash_kexec(void)
{
trylock:                /* not modelled: nobody loads or unloads an image, so the kexec lock is
                         * free */
image:                  if (kexec_crash_image != NULL) {
machine_crash_shutdown:         native_machine_crash_shutdown();
                                /* what machine_kexec() does before the jump */
idt_invalidate:                 idt_invalid = true;
machine_kexec:                  /* machine ends: capture_kernel */
                        }
}

/* kernel/kexec_core.c, v4.5 ..; text of v6.1; form: register-again */
void __crash_kexec(void)
{
trylock:                /* not modelled: nobody loads or unloads an image, so the kexec lock is
                         * free */
image:                  if (kexec_crash_image != NULL) {
machine_crash_shutdown:         native_machine_crash_shutdown();
                                /* what machine_kexec() does before the jump */
idt_invalidate:                 idt_invalid = true;
machine_kexec:                  /* machine ends: capture_kernel */
                        }
}

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: rt-mutex */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : (at(do_kexec_load@rt-mutex.locked)
                         * || exists_cpu(c0, at_on(c0, do_kexec_load@rt-mutex.trylock) &&
                         * kexec_mutex_owner == c0)) ? excused : kexec_crash_image == NULL ?
                         * no-image : due */
trylock:                got = mutex_trylock();
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
unlock:                         mutex_unlock();
                        } else {
refused:                        /* note: kdump = (at(do_kexec_load@rt-mutex.locked) ||
                                 * exists_cpu(c0, at_on(c0, do_kexec_load@rt-mutex.trylock) &&
                                 * kexec_mutex_owner == c0)) ? excused : kdump */
                        }
}

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: rt-mutex-debug */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due :
                         * (at(do_kexec_load@rt-mutex-debug.locked) || exists_cpu(c0, at_on(c0,
                         * do_kexec_load@rt-mutex-debug.trylock) && kexec_mutex_owner == c0)) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = mutex_trylock();
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
unlock:                         mutex_unlock();
                        } else {
refused:                        /* note: kdump = (at(do_kexec_load@rt-mutex-debug.locked) ||
                                 * exists_cpu(c0, at_on(c0, do_kexec_load@rt-mutex-debug.trylock)
                                 * && kexec_mutex_owner == c0)) ? excused : kdump */
                        }
}

/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: v6.0 */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : (at(do_kexec_load@v6.0.locked,
                         * kexec_file_load@v6.0.locked) ||
                         * (at(crash_handle_hotplug_event@v6.0.locked) && (file_mode ||
                         * update_elfcorehdr))) ? excused : kexec_crash_image == NULL ? no-image
                         * : due */
trylock:                got = kexec_trylock();
locked:                 if (got) {
image:                          target = kexec_crash_image;
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          purgatory();
                                }
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = (at(do_kexec_load@v6.0.locked,
                                 * kexec_file_load@v6.0.locked) ||
                                 * (at(crash_handle_hotplug_event@v6.0.locked) && (file_mode ||
                                 * update_elfcorehdr))) ? excused : kdump */
                        }
}

/* where lock=cmpxchg, invalidate=yes, image=kexec-load-old, permission=unchecked, udev=none, other=none, event=memory, failure=none, cpus=2, scenario=crash-hotplug */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: v6.6 */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : (at(do_kexec_load@v6.6.locked,
                         * kexec_file_load@v6.6.locked) ||
                         * (at(crash_handle_hotplug_event@v6.6.locked) && true)) ? excused :
                         * kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
locked:                 if (got) {
image:                          target = kexec_crash_image;
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          purgatory();
                                }
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = (at(do_kexec_load@v6.6.locked,
                                 * kexec_file_load@v6.6.locked) ||
                                 * (at(crash_handle_hotplug_event@v6.6.locked) && true)) ?
                                 * excused : kdump */
                        }
}

/* where permission=checked */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: v6.6 */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : (at(do_kexec_load@v6.6.locked,
                         * kexec_file_load@v6.6.locked) ||
                         * (at(crash_handle_hotplug_event@v6.6.locked) && (file_mode ||
                         * update_elfcorehdr))) ? excused : kexec_crash_image == NULL ? no-image
                         * : due */
trylock:                got = kexec_trylock();
locked:                 if (got) {
image:                          target = kexec_crash_image;
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          purgatory();
                                }
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = (at(do_kexec_load@v6.6.locked,
                                 * kexec_file_load@v6.6.locked) ||
                                 * (at(crash_handle_hotplug_event@v6.6.locked) && (file_mode ||
                                 * update_elfcorehdr))) ? excused : kdump */
                        }
}

/* where image-pointer=read */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: xchg */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@xchg.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
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
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@xchg.locked) ? excused : kdump */
                        }
}

/* where image-pointer=xchg */
/* kernel/kexec_core.c, v2.6.13 .. ; text of v6.1; form: xchg */
void __crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

asked:                  /* note: kdump = kdump == due ? due : at(do_kexec_load@xchg.locked) ?
                         * excused : kexec_crash_image == NULL ? no-image : due */
trylock:                got = kexec_trylock();
locked:                 if (got) {
image:                          target = xchg(&kexec_crash_image, NULL);
loaded:                         if (target != NULL) {
remember:                               /* note: jump_to = target */
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
machine_crash_shutdown:                 /* not modelled: the other CPUs may run on until the jump
                                         * here, which only adds runs */
machine_kexec:                          /* machine ends: capture_kernel */
                                }
unlock:                         kexec_unlock();
                        } else {
refused:                        /* note: kdump = at(do_kexec_load@xchg.locked) ? excused : kdump */
                        }
}
