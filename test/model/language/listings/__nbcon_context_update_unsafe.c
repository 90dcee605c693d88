/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
bool __nbcon_context_update_unsafe(int mine, bool unsafe)
{
                        bool ok = false;
                        bool hand_over = false;

                        /* one step: one word; the loop ends with a cmpxchg that finds it as it
                         * was read */
can_proceed:            {
owner_matches:                  if (nbcon_prio == mine && nbcon_cpu == this_cpu) {
ok:                                     ok = true;
waited_for:                             if (nbcon_req_prio != 0 && !nbcon_unsafe) {
at_once:                                        hand_over = true;
update:                                 } else if (unsafe || !nbcon_unsafe_takeover) {
flag:                                           nbcon_unsafe = unsafe;
waiter:                                         hand_over = nbcon_req_prio != 0 && !unsafe;
                                        }
                                }
                        }
leave:                  if (hand_over) {
nbcon_context_release:          nbcon_context_release(mine);
gone:                           return false;
                        }
result:                 return ok;
}
