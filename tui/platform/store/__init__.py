"""What the platform knows: frozen records in memory, kept in SQLite before a write is answered."""
