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
