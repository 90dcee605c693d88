/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
int nbcon_context_try_acquire_direct(int mine)
{
                        int who = -1; /* a CPU or -1 */
                        int err = 0; /* 0 or -EPERM or -EBUSY */

other_cpu_in_panic:     who = READ_ONCE(panic_cpu);
other:                  if (who != -1 && who != this_cpu) {
not_permitted:                  return -EPERM;
                        }
                        /* one step: one word; the loop ends with a cmpxchg that finds it as it
                         * was read */
acquire:                {
refused:                        if (mine <= nbcon_prio || mine <= nbcon_req_prio) {
eperm:                                  err = -EPERM;
busy:                           } else if (nbcon_unsafe) {
ebusy:                                  err = -EBUSY;
                                } else {
prio:                                   nbcon_prio = mine;
req_prio:                               nbcon_req_prio = 0;
unsafe:                                 nbcon_unsafe = nbcon_unsafe_takeover;
cpu:                                    nbcon_cpu = this_cpu;
ok:                                     err = 0;
                                }
                        }
result:                 return err;
}
