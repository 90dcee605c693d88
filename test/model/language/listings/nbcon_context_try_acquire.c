/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
bool nbcon_context_try_acquire(int mine, bool allow_unsafe_takeover)
{
                int err = 0; /* 0 or -EPERM or -EBUSY */
                int owner = -1; /* a CPU or -1 */

try_again:      for (;;) {
direct:                 err = nbcon_context_try_acquire_direct(mine);
acquired:               if (err == 0) {
ok:                             return true;
                        }
refused:                if (err == -EPERM) {
fail:                           return false;
                        }
handover:               err = nbcon_context_try_acquire_handover(mine);
busy:                   if (err == -EBUSY) {
not_allowed:                    if (!allow_unsafe_takeover) {
give_up:                                return false;
                                }
hostile:                        nbcon_context_try_acquire_hostile(mine);
taken:                          return true;
                        }
                        /* handed over, or to be tried again */
owner:                  owner = nbcon_cpu;
ours:                   if (owner == this_cpu) {
handed_over:                    return true;
                        }
                }
}
