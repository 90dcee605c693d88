/* user space, any */
void life_of_an_image(void)
{
load:           kexec_p();
hotplug:        switch (nondet()) {
                case no: /* environment: nothing comes or goes */
none:                   /* not modelled: no event */
                        break;
                case yes: /* environment: memory comes or goes */
event:                  online_pages();
                        break;
                }
stray:          switch (nondet()) {
                case no: /* environment: nothing goes wrong */
none:                   /* not modelled: no stray write */
                        break;
                case yes:
                        /* environment: something writes where it should not, a device for
                         * example */
write:                  kernel_overwritten = true;
                        break;
                }
panic:          panic();
}
