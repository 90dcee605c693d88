/* arch/arm64/kernel/smp.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c) */
void local_cpu_stop(void)
{
offline:        cpumask_clear_cpu(this_cpu, &cpu_online_mask);
daif_mask:      /* not modelled: nothing interrupts this CPU any more */
                /* cpu_park_loop() */
park:           stop_this_cpu();
}
