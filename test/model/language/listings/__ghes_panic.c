/* drivers/acpi/apei/ghes.c, v4.5 .. ; text of v6.1 */
void __ghes_panic(void)
{
panic:  panic();
}
