/* where cpus=2, scenario=panic-force-cpu */
/* drivers/acpi/apei/ghes.c, v7.0 .. */
void __ghes_panic(void)
{
panic:  panic();
}

/* where scenario=kexec-lock */
/* drivers/acpi/apei/ghes.c, v4.5 .. ; text of v6.1 */
void __ghes_panic(void)
{
panic:  panic();
}
