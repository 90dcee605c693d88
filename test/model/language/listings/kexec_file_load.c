/* kernel/kexec_file.c, v6.0 .. v6.5; text of v6.1; form: v6.0 */
int kexec_file_load(bool unload)
{
                        bool got = false;
                        enum { NULL, old, new } previous = NULL;
                        int headers = 0; /* 0..3 */

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
done:                                   goto unlock;
                                }
kimage_file_alloc_init:         { /* one step: a struct kimage that nobody else knows yet */
file_mode:                              file_mode = true;
updated:                                elfcorehdr_updated = false;
                                }
crash_load_segments:            headers = resources;
kexec_calculate_store_digests:
                                kexec_calculate_store_digests(headers);
load_elfcorehdr:                elfcorehdr[0] = headers;
load_elfcorehdr_rest:           elfcorehdr[1] = headers;
load_kernel:                    crash_memory = partial;
load_kernel_rest:               crash_memory = new;
exchange:                       previous = xchg(&kexec_crash_image, new);
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
unlock:                         kexec_unlock();
                        }
out:                    return 0;
}

/* kernel/kexec_file.c, v6.6 ..; form: v6.6 */
int kexec_file_load(bool unload)
{
                        bool got = false;
                        enum { NULL, old, new } previous = NULL;
                        int headers = 0; /* 0..3 */

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
done:                                   goto unlock;
                                }
kimage_file_alloc_init:         { /* one step: a struct kimage that nobody else knows yet */
file_mode:                              file_mode = true;
updated:                                elfcorehdr_updated = false;
                                }
crash_load_segments:            headers = resources;
kexec_calculate_store_digests:
                                kexec_calculate_store_digests(headers);
load_elfcorehdr:                elfcorehdr[0] = headers;
load_elfcorehdr_rest:           elfcorehdr[1] = headers;
load_kernel:                    crash_memory = partial;
load_kernel_rest:               crash_memory = new;
exchange:                       previous = xchg(&kexec_crash_image, new);
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
unlock:                         kexec_unlock();
                        }
out:                    return 0;
}
