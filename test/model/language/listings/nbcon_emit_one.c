/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
bool nbcon_emit_one(int mine, int line, bool allow_unsafe_takeover)
{
                        bool ok = false;

acquire:                ok = nbcon_context_try_acquire(mine, allow_unsafe_takeover);
failed:                 if (!ok) {
out:                            return false;
                        }
record:                 /* not modelled: the record is read from the log into a buffer of its own
                         * for the panic */
write_atomic:           ok = write_atomic(mine, line);
release:                if (ok) {
nbcon_context_release:          nbcon_context_release(mine);
                        }
result:                 return ok;
}

/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version; form: no-checks */
bool nbcon_emit_one(int mine, int line, bool allow_unsafe_takeover)
{
                        bool ok = false;

acquire:                ok = nbcon_context_try_acquire(mine, allow_unsafe_takeover);
failed:                 if (!ok) {
out:                            return false;
                        }
record:                 /* not modelled: the record is read from the log into a buffer of its own
                         * for the panic */
write_atomic:           ok = write_atomic(mine, line);
release:                if (ok) {
nbcon_context_release:          nbcon_context_release(mine);
                        }
result:                 return ok;
}
