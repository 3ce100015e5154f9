"""Files in and out: records with their lines, tables, archives, writes that are whole."""
