/* where dumper=efi-irqs-on|efi-irqs-off */
/* kernel/exit.c, v4.5 .. ; text of v6.1 */
void make_task_dead(void)
{
work:   efivarfs_file_write();
}

/* where dumper=mtdoops */
/* kernel/exit.c, v4.5 .. ; text of v6.1 */
void make_task_dead(void)
{
oops:   oops_exit();
work:   mtdoops_workfunc_write();
}

/* where dumper=pstore-lock|pstore-fall-through|pstore-trylock */
/* kernel/exit.c, v4.5 .. ; text of v6.1 */
void make_task_dead(void)
{
oops:   oops_exit();
}
