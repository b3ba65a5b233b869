"""A backup is one file, written whole or not at all, that says what it holds; a restore is believed only when it has been checked.

about        what a backup says of itself, and what a database holds
archive      the file: named, written, read, let go of
postgresql   pg_dump and pg_restore
sqlite       the online copy of its pages
taking       from a database into a file
restoring    from a file into an empty database, and whether all of it is there and sound
"""
