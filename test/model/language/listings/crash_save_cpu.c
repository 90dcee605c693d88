/* kernel/crash_core.c, v2.6.13 ..; text of v6.1 */
void crash_save_cpu(void)
{
again:                  /* note: saved_again = saved_again || this_cpu(crash_notes) == saved */
append_elf_note:        this_cpu(crash_notes) = saved;
}
