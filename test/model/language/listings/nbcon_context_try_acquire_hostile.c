/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
void nbcon_context_try_acquire_hostile(int mine)
{
                /* one step: one word; the loop ends with a cmpxchg that finds it as it was read */
take:           {
takeover:               nbcon_unsafe_takeover = nbcon_unsafe_takeover || nbcon_unsafe;
cpu:                    nbcon_cpu = this_cpu;
prio:                   nbcon_prio = mine;
                }
}
