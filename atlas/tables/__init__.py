"""The tables that leave, and what each of their columns means."""
