/* kernel/rcu/tree.c, v2.6 ..; its promise, not its machinery */
void synchronize_rcu(void)
{
                int c = 0; /* a CPU */

grace_period:   for_each_cpu(c, cpu_possible_mask) {
quiescent:              while (per_cpu(rcu_read_lock_nesting, c) != 0) cpu_relax();
                }
}
