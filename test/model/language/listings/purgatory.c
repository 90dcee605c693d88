/* arch/x86/purgatory/purgatory.c, v3.17 ..; text of v6.1; form: v6.0 */
void purgatory(void)
{
                        bool differs = false;

                        /* one step: every other CPU has been stopped: nothing runs beside
                         * purgatory */
verify_sha256_digest:   {
sha256:                         differs = (sha_region_elfcorehdr &&
                                           (elfcorehdr[0] != digest_of_elfcorehdr ||
                                            elfcorehdr[1] != digest_of_elfcorehdr)) ||
                                        (sha_region_kernel && kernel_overwritten);
                        }
found_torn:             /* note: torn = elfcorehdr[0] != elfcorehdr[1] */
found_damaged:          /* note: damaged = elfcorehdr[0] != elfcorehdr[1] ||
                         * at(arch_crash_handle_hotplug_event@v6.0.memcpy_flushcache,
                         * arch_crash_handle_hotplug_event@v6.0.memcpy_flushcache_rest) ||
                         * (jump_to == old && crash_memory != old) || (jump_to == new &&
                         * crash_memory != new) */
bad:                    if (differs) {
loop_forever:                   /* machine ends: purgatory_loops */
                        }
relocate:               /* not modelled: the way from purgatory into the capture kernel */
start:                  /* machine ends: capture_kernel */
}

/* arch/x86/purgatory/purgatory.c, v3.17 ..; text of v6.1; form: v6.6 */
void purgatory(void)
{
                        bool differs = false;

                        /* one step: every other CPU has been stopped: nothing runs beside
                         * purgatory */
verify_sha256_digest:   {
sha256:                         differs = (sha_region_elfcorehdr &&
                                           (elfcorehdr[0] != digest_of_elfcorehdr ||
                                            elfcorehdr[1] != digest_of_elfcorehdr)) ||
                                        (sha_region_kernel && kernel_overwritten);
                        }
found_torn:             /* note: torn = elfcorehdr[0] != elfcorehdr[1] */
found_damaged:          /* note: damaged = elfcorehdr[0] != elfcorehdr[1] ||
                         * at(arch_crash_handle_hotplug_event@v6.6.memcpy_flushcache,
                         * arch_crash_handle_hotplug_event@v6.6.memcpy_flushcache_rest) ||
                         * (jump_to == old && crash_memory != old) || (jump_to == new &&
                         * crash_memory != new) */
bad:                    if (differs) {
loop_forever:                   /* machine ends: purgatory_loops */
                        }
relocate:               /* not modelled: the way from purgatory into the capture kernel */
start:                  /* machine ends: capture_kernel */
}
