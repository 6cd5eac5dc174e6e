"""What comes in and goes out: one file a format; an import yields ordinary operations."""
