/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
int nbcon_context_try_acquire_handover(int mine)
{
                        int err = 0; /* 0 or -EPERM or -EBUSY */
                        bool asked = false;

                        /* one step: one word; the loop ends with a cmpxchg that finds it as it
                         * was read */
request:                {
hopeless:                       if (nbcon_cpu == this_cpu || nbcon_unsafe_takeover) {
ebusy:                                  err = -EBUSY;
ask:                            } else if (nbcon_unsafe && nbcon_prio < mine) {
req_prio:                               nbcon_req_prio = mine;
ok:                                     asked = true;
                                } else {
                                        /* -EAGAIN: the owner has left its unsafe section */
eagain:                                 err = 0;
                                }
                        }
not_asked:              if (!asked) {
no_request:                     return err;
                        }
spin:                   while (nbcon_prio != 0) cpu_relax(); /* bounded: may give up */
                        /* one step: try_acquire_requested(), or removing the request: each one
                         * cmpxchg */
requested:              {
released:                       if (nbcon_prio == 0) {
prio:                                   nbcon_prio = mine;
req_prio:                               nbcon_req_prio = 0;
unsafe:                                 nbcon_unsafe = nbcon_unsafe_takeover;
cpu:                                    nbcon_cpu = this_cpu;
got:                                    err = 0;
                                } else {
no_request_any_more:                    nbcon_req_prio = 0;
timed_out:                              err = -EBUSY;
                                }
                        }
result:                 return err;
}
