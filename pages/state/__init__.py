"""What the reader chose, and what is remembered: the address, the choices, the session."""
