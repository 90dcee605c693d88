/* kernel/kexec_file.c, v3.17 .. v6.5; text of v6.1; form: none */
void kexec_calculate_store_digests(int headers)
{
                        int i = 0; /* 0..3 */
                        int j = 0; /* 0..3 */
                        bool has_elfcorehdr = false;
                        bool has_kernel = false;
                        enum { elfcorehdr, purgatory, kernel } ksegment = elfcorehdr;

segments:               while (i < 3) { /* at most 3 times */
ksegment:                       ksegment = segment[i];
purgatory:                      if (ksegment == purgatory) {
not_itself:                             goto next;
                                }
elfcorehdr:                     if (ksegment == elfcorehdr) {
sha_region_elfcorehdr:                  has_elfcorehdr = true;
                                }
kernel:                         if (ksegment == kernel) {
sha_region_kernel:                      has_kernel = true;
                                }
region:                         j = j + 1;
next:                           i = i + 1;
                        }
                        /* one step: the image is not installed yet: nobody else looks at its
                         * purgatory */
kexec_purgatory_set_symbols:
                        {
elfcorehdr_region:              sha_region_elfcorehdr = has_elfcorehdr;
kernel_region:                  sha_region_kernel = has_kernel;
digest:                         digest_of_elfcorehdr = headers;
                        }
}

/* kernel/kexec_file.c, v6.6 .. v6.10 (f7cc804a9fd4); form: output-index */
void kexec_calculate_store_digests(int headers)
{
                        int i = 0; /* 0..3 */
                        int j = 0; /* 0..3 */
                        bool has_elfcorehdr = false;
                        bool has_kernel = false;
                        enum { elfcorehdr, purgatory, kernel } ksegment = elfcorehdr;

segments:               while (i < 3) { /* at most 3 times */
exclude:                        if (j == elfcorehdr_index) {
elfcorehdr:                             goto next;
                                }
ksegment:                       ksegment = segment[i];
purgatory:                      if (ksegment == purgatory) {
not_itself:                             goto next;
                                }
elfcorehdr:                     if (ksegment == elfcorehdr) {
sha_region_elfcorehdr:                  has_elfcorehdr = true;
                                }
kernel:                         if (ksegment == kernel) {
sha_region_kernel:                      has_kernel = true;
                                }
region:                         j = j + 1;
next:                           i = i + 1;
                        }
                        /* one step: the image is not installed yet: nobody else looks at its
                         * purgatory */
kexec_purgatory_set_symbols:
                        {
elfcorehdr_region:              sha_region_elfcorehdr = has_elfcorehdr;
kernel_region:                  sha_region_kernel = has_kernel;
digest:                         digest_of_elfcorehdr = headers;
                        }
}

/* kernel/kexec_file.c, v6.11 .. (and 6.6.51, 6.10.9) (6dacd79d2884); form: segment-index */
void kexec_calculate_store_digests(int headers)
{
                        int i = 0; /* 0..3 */
                        int j = 0; /* 0..3 */
                        bool has_elfcorehdr = false;
                        bool has_kernel = false;
                        enum { elfcorehdr, purgatory, kernel } ksegment = elfcorehdr;

segments:               while (i < 3) { /* at most 3 times */
exclude:                        if (i == elfcorehdr_index) {
elfcorehdr:                             goto next;
                                }
ksegment:                       ksegment = segment[i];
purgatory:                      if (ksegment == purgatory) {
not_itself:                             goto next;
                                }
elfcorehdr:                     if (ksegment == elfcorehdr) {
sha_region_elfcorehdr:                  has_elfcorehdr = true;
                                }
kernel:                         if (ksegment == kernel) {
sha_region_kernel:                      has_kernel = true;
                                }
region:                         j = j + 1;
next:                           i = i + 1;
                        }
                        /* one step: the image is not installed yet: nobody else looks at its
                         * purgatory */
kexec_purgatory_set_symbols:
                        {
elfcorehdr_region:              sha_region_elfcorehdr = has_elfcorehdr;
kernel_region:                  sha_region_kernel = has_kernel;
digest:                         digest_of_elfcorehdr = headers;
                        }
}
