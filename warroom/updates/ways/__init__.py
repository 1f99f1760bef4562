"""Ways out as settings have them: written, filled with their secrets, and used."""
