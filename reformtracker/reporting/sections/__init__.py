"""The sections of a report, one module each: what was read in, blocks out, without a question to the database."""
