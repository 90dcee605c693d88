/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: cmpxchg */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@cmpxchg)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     kexec_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: flags */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = kexec_load_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@flags)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     kexec_load_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: mutex */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = mutex_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@mutex)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     mutex_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: mutex-cmpxchg */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = kexec_load_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due &&
                                 * at(__crash_kexec@mutex-cmpxchg)) ? excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     kexec_load_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* where memory=per-image */
/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: none */
int do_kexec_load(void)
{
                bool got = false;
                bool unload = false;
                enum { NULL, old, new } previous = NULL;
                bool failed = false;
                enum { NULL, old, new } now = NULL;

trylock:        got = kexec_trylock();
busy:           if (!got) {
ebusy:                  return -EBUSY;
                }
locked:         if (got) {
excuses:                /* note: kdump = (kdump == due && at(__crash_kexec@none)) ? excused :
                         * kdump */
                        /* user space loads an image, or unloads it (nr_segments == 0) */
segments:               unload = nondet(); /* true or false */
look:                   previous = kexec_crash_image;
unprotect:              if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                crashk_prot = RW;
                        }
take_old:               previous = xchg(&kexec_crash_image, NULL);
free_old:               if (previous != NULL) {
kimage_free:                    crash_memory = empty;
                        }
uninstall:              if (unload) {
done:                           goto out_unlock;
                        }
alloc:                  switch (nondet()) {
                        case ok: /* kimage_alloc_init() finds memory */
allocated:                      failed = false;
                                break;
                        case enomem: /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                      failed = true;
                                break;
                        }
failed:                 if (failed) {
lost:                           /* note: image_lost = image_lost || previous != NULL */
out:                            goto out_unlock;
                        }
prepare:                /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy touch
                         * nothing that a panic looks at */
install:                previous = xchg(&kexec_crash_image, new);
check:                  now = kexec_crash_image;
protect:                if (now != NULL) {
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
                        }
out_unlock:             kexec_unlock();
                }
out:            if (failed) {
enomem:                 return -ENOMEM;
                } else {
ok:                     return 0;
                }
}

/* where memory=reserved */
/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: none */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@none)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     kexec_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: rt-mutex */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = mutex_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@rt-mutex)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     mutex_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: rt-mutex-debug */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = mutex_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due &&
                                 * at(__crash_kexec@rt-mutex-debug)) ? excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     mutex_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}

/* kernel/kexec.c, v6.0 .. v6.5; text of v6.1; form: v6.0 */
int do_kexec_load(bool unload, int headers, bool hotplug_flag, bool sha_elfcorehdr)
{
                        bool got = false;
                        enum { NULL, old, new } previous = NULL;

kexec_load_check:       if (hotplug_flag) {
                                /* KEXEC_UPDATE_ELFCOREHDR is not in KEXEC_FLAGS */
einval:                         return -EINVAL;
                        }
trylock:                got = kexec_trylock();
busy:                   if (!got) {
refused:                        /* note: load_refused = true */
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.0) && true)
                                 * ? excused : kdump */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
kimage_alloc_init:              { /* one step: a struct kimage that nobody else knows yet */
file_mode:                              file_mode = false;
updated:                                elfcorehdr_updated = false;
                                }
no_memory:                      /* not modelled: that memory may be short is the question of
                                 * kexec-lock (reload-keeps-image) */
load_elfcorehdr:                elfcorehdr[0] = headers;
load_elfcorehdr_rest:           elfcorehdr[1] = headers;
load_kernel:                    crash_memory = partial;
load_kernel_rest:               crash_memory = new;
                                /* one step: the image is not installed yet: nobody else looks at
                                 * its purgatory */
load_purgatory:                 {
elfcorehdr_region:                      sha_region_elfcorehdr = sha_elfcorehdr;
kernel_region:                          sha_region_kernel = true;
digest:                                 digest_of_elfcorehdr = headers;
                                }
install:                        previous = xchg(&kexec_crash_image, new);
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out_unlock:                     kexec_unlock();
                        }
out:                    return 0;
}

/* kernel/kexec.c, v6.6 .. v6.9 (a72bbec70da2); form: v6.6 */
int do_kexec_load(bool unload, int headers, bool hotplug_flag, bool sha_elfcorehdr)
{
                        bool got = false;
                        enum { NULL, old, new } previous = NULL;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
refused:                        /* note: load_refused = true */
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.6) && true)
                                 * ? excused : kdump */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
kimage_alloc_init:              { /* one step: a struct kimage that nobody else knows yet */
file_mode:                              file_mode = false;
updated:                                elfcorehdr_updated = false;
update_elfcorehdr:                      update_elfcorehdr = hotplug_flag;
                                }
no_memory:                      /* not modelled: that memory may be short is the question of
                                 * kexec-lock (reload-keeps-image) */
load_elfcorehdr:                elfcorehdr[0] = headers;
load_elfcorehdr_rest:           elfcorehdr[1] = headers;
load_kernel:                    crash_memory = partial;
load_kernel_rest:               crash_memory = new;
                                /* one step: the image is not installed yet: nobody else looks at
                                 * its purgatory */
load_purgatory:                 {
elfcorehdr_region:                      sha_region_elfcorehdr = sha_elfcorehdr;
kernel_region:                          sha_region_kernel = true;
digest:                                 digest_of_elfcorehdr = headers;
                                }
install:                        previous = xchg(&kexec_crash_image, new);
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out_unlock:                     kexec_unlock();
                        }
out:                    return 0;
}

/* kernel/kexec.c, v2.6.13 .. ; text of v6.1; form: xchg */
int do_kexec_load(void)
{
                        bool got = false;
                        bool unload = false;
                        enum { NULL, old, new } previous = NULL;
                        bool failed = false;
                        enum { NULL, old, new } now = NULL;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
ebusy:                          return -EBUSY;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@xchg)) ?
                                 * excused : kdump */
                                /* user space loads an image, or unloads it (nr_segments == 0) */
segments:                       unload = nondet(); /* true or false */
look:                           previous = kexec_crash_image;
unprotect:                      if (previous != NULL) {
arch_kexec_unprotect_crashkres:
                                        crashk_prot = RW;
                                }
take_old:                       previous = xchg(&kexec_crash_image, NULL);
free_old:                       if (previous != NULL) {
kimage_free:                            crash_memory = empty;
                                }
uninstall:                      if (unload) {
done:                                   goto out_unlock;
                                }
alloc:                          switch (nondet()) {
                                case ok: /* kimage_alloc_init() finds memory */
allocated:                              failed = false;
                                        break;
                                case enomem:
                                        /* environment: kimage_alloc_init() may fail with -ENOMEM */
no_memory:                              failed = true;
                                        break;
                                }
failed:                         if (failed) {
lost:                                   /* note: image_lost = image_lost || previous != NULL */
out:                                    goto out_unlock;
                                }
prepare:                        /* not modelled: machine_kexec_prepare() and the vmcoreinfo copy
                                 * touch nothing that a panic looks at */
kimage_load_segment:            crash_memory = partial;
last_segment:                   crash_memory = new;
install:                        previous = xchg(&kexec_crash_image, new);
check:                          now = kexec_crash_image;
protect:                        if (now != NULL) {
arch_kexec_protect_crashkres:
                                        crashk_prot = RO;
                                }
out_unlock:                     kexec_unlock();
                        }
out:                    if (failed) {
enomem:                         return -ENOMEM;
                        } else {
ok:                             return 0;
                        }
}
