/* drivers/mtd/mtdoops.c, v5.14 .. ; text of v6.1 */
void mtdoops_workfunc_write(void)
{
write:  mtdoops_write();
}
