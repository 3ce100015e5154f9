"""Bad files of every format, made when they are asked for."""
