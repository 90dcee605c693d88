/* where invalidate=no, image=file, permission=checked, udev=none, other=none, event=memory, failure=none, cpus=2, scenario=crash-hotplug */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

prepare_elf_headers:    content = resources;
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
}

/* where invalidate=yes, event=memory, failure=none */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

prepare_elf_headers:    content = resources;
invalidate:             xchg(&kexec_crash_image, NULL);
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
validate:               xchg(&kexec_crash_image, target);
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=none, other=none, event=cpu, failure=no-memory, cpus=2, scenario=crash-hotplug */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

                        /* one step: fields of the image, which change only under the kexec lock */
lists_cpus:             {
look:                           complete = file_mode || elfcorehdr_updated;
                        }
nothing_to_do:          if (complete) {
no_failure:                     /* note: update_failed = false */
all_cpus_are_listed:            return;
                        }
vzalloc:                switch (nondet()) {
                        case ok: /* prepare_elf_headers() finds memory */
got:                            complete = false;
prepared:                       /* note: update_failed = false */
                                break;
                        case enomem: /* environment: prepare_elf_headers() may fail with -ENOMEM */
no_memory:                      complete = false;
failed:                         /* note: update_failed = true */
out:                            return;
                        }
                        /* all possible CPUs */
prepare_elf_headers:    content = 3;
invalidate:             xchg(&kexec_crash_image, NULL);
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
validate:               xchg(&kexec_crash_image, target);
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=none, other=none, event=cpu, failure=none, cpus=2, scenario=crash-hotplug */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

                        /* one step: fields of the image, which change only under the kexec lock */
lists_cpus:             {
look:                           complete = file_mode || elfcorehdr_updated;
                        }
nothing_to_do:          if (complete) {
all_cpus_are_listed:            return;
                        }
                        /* all possible CPUs */
prepare_elf_headers:    content = 3;
invalidate:             xchg(&kexec_crash_image, NULL);
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
validate:               xchg(&kexec_crash_image, target);
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=none, other=none, event=memory, failure=no-memory, cpus=2, scenario=crash-hotplug */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

vzalloc:                switch (nondet()) {
                        case ok: /* prepare_elf_headers() finds memory */
got:                            complete = false;
prepared:                       /* note: update_failed = false */
                                break;
                        case enomem: /* environment: prepare_elf_headers() may fail with -ENOMEM */
no_memory:                      complete = false;
failed:                         /* note: update_failed = true */
out:                            return;
                        }
prepare_elf_headers:    content = resources;
invalidate:             xchg(&kexec_crash_image, NULL);
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
validate:               xchg(&kexec_crash_image, target);
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=none, other=none, event=memory, failure=no-room, cpus=2, scenario=crash-hotplug */
/* arch/x86/kernel/crash.c, v6.6 .. v6.9 (ea53ad9cf73b); form: v6.6 */
void arch_crash_handle_hotplug_event(enum { NULL, old, new } target)
{
                        bool complete = false;
                        int content = 0; /* 0..3 */

prepare_elf_headers:    content = resources;
elfsz:                  if (0 < content) {
                                /* the segment was sized for the resources as of boot */
out:                            return;
                        }
invalidate:             xchg(&kexec_crash_image, NULL);
memcpy_flushcache:      elfcorehdr[0] = content;
memcpy_flushcache_rest: elfcorehdr[1] = content;
validate:               xchg(&kexec_crash_image, target);
}
