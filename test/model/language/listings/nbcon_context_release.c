/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
void nbcon_context_release(int mine)
{
                /* one step: one word; the loop ends with a cmpxchg that finds it as it was read */
release:        {
owner_matches:          if (nbcon_prio == mine && nbcon_cpu == this_cpu) {
prio:                           nbcon_prio = 0;
unsafe:                         nbcon_unsafe = nbcon_unsafe || nbcon_unsafe_takeover;
                        }
                }
}
